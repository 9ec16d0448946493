using GitSync.Testing;
using Microsoft.Extensions.DependencyInjection;
using static GitSync.Processing.Tests.DriftScene;

namespace GitSync.Processing.Tests;

/// <summary>A report is read page by page, goes on anywhere, and says why it cannot.</summary>
public sealed class DriftReportTests
{
    [Fact]
    public async Task TwoHundredAndFiftyIssues_AreThreePages_AndAnyHostGoesOn()
    {
        await using var sync = await StartAsync(create: false);
        for (var i = 1; i <= 250; i++)
        {
            sync.GitHub.OpenIssue(sync.RepositoryId, $"Issue {i}");
        }

        await sync.DrainAsync();
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        Silently(sync, () => sync.GitHub.EditIssue(sync.RepositoryId, 250, title: "Edited"));
        sync.GitHub.Requests.Clear();
        var report = await ReadAsync(sync);

        sync.GitHub.Requests.Entries().Where(request => request.Method == "GET").Select(request => request.Path.Split('/')[^1]).Should().Equal("issues", "issues", "issues", "comments");
        report.Select(page => page.Compared).Should().Equal(100, 100, 50, 0);
        report.SelectMany(page => page.Items).Should().ContainSingle();
        report.Take(3).Should().OnlyContain(page => page.Next!.Length < 6_000, "a cursor fits into a query string");
    }

    [Fact]
    public async Task IssueDeletedDuringTheReport_HidesNoOther()
    {
        await using var sync = await StartAsync(services: services => services.Configure<GitHub.GitHubOptions>(options => options.PageSize = 10), create: false);
        for (var i = 1; i <= 30; i++)
        {
            sync.GitHub.OpenIssue(sync.RepositoryId, $"Issue {i}");
        }

        await sync.DrainAsync();
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        Silently(sync, () => sync.GitHub.EditIssue(sync.RepositoryId, 11, title: "Moves to the page that was read"));
        var first = await sync.Drift.ReadAsync(sync.RepositoryId);
        Silently(sync, () => sync.GitHub.DeleteIssue(sync.RepositoryId, 5));
        var items = (await ReadAsync(sync, first.Next)).SelectMany(page => page.Items).Select(item => (item.Kind, item.Remote)).ToList();

        items.Should().BeEquivalentTo([(DriftKind.Differs, LaneName.OfIssue(sync.RepositoryId, 11))], "number 5 was seen before it was deleted");
    }

    [Fact]
    public async Task LimitInTheMiddle_SaysUntilWhen_AndTheCursorStaysGood()
    {
        await using var sync = await StartAsync();
        Silently(sync, () => sync.GitHub.EditIssue(sync.RepositoryId, 1, title: "There"));
        sync.GitHub.Faults.RefuseNext(429, new Dictionary<string, string> { ["retry-after"] = "60" }, "secondary limit", request => request.Path.EndsWith("/comments", StringComparison.Ordinal));
        var first = await sync.Drift.ReadAsync(sync.RepositoryId);
        var refused = await sync.Drift.ReadAsync(sync.RepositoryId, first.Next);

        refused.Should().Match<DriftPage>(page => page.Next == first.Next && page.Error != null && page.Items.Count == 0);
        refused.RetryAt.Should().Be(sync.Clock.GetUtcNow().AddSeconds(60));
        sync.Clock.Advance(TimeSpan.FromSeconds(61));
        (await sync.Drift.ReadAsync(sync.RepositoryId, first.Next)).Should().Match<DriftPage>(page => page.Error == null && page.Next == null);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("9.0.")]
    [InlineData("1.-1.")]
    [InlineData("1.0.")]
    [InlineData("1.99999999999.")]
    [InlineData("1.1.AAAA")]
    public async Task TextThatIsNoCursor_IsRefusedWithASentence(string cursor)
    {
        await using var sync = await StartAsync(create: false);
        var page = await sync.Drift.ReadAsync(sync.RepositoryId, cursor);

        page.Should().Be(page with { Items = page.Items, Next = null, Error = "This is no place to go on from; begin without a cursor." });
        sync.GitHub.Requests.Total.Should().Be(0);
    }

    [Fact]
    public async Task RepositoryThatIsNotConnected_IsRefusedWithASentence()
    {
        await using var sync = await StartAsync(create: false);
        (await sync.Drift.ReadAsync(4711)).Error.Should().Be("No project is connected to repository 4711.");
        (await sync.Drift.RepairAsync(4711, [])).Error.Should().Be("No project is connected to repository 4711.");
        await sync.Store.ConnectAsync((await sync.Store.FindByProjectAsync(SyncHarness.Project))! with { Obstacles = ConnectionObstacles.Suspended });
        (await sync.Drift.ReadAsync(sync.RepositoryId)).Error.Should().Contain("is suspended");
    }
}
