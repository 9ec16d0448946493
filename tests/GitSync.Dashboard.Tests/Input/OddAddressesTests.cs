using System.Net;
using System.Text;
using GitSync.Dashboard.Search;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace GitSync.Dashboard.Tests;

/// <summary>Addresses and searches that people come to by mending an address by hand.</summary>
public sealed class OddAddressesTests : OverAStore
{
    [Theory]
    [InlineData("lanes/task/")]
    [InlineData("lanes/task")]
    [InlineData("lanes/9999999999999999999999999999999999999999")]
    [InlineData("lanes/x")]
    public async Task LaneWithoutARecord_IsAPageThatSaysSo(string path) =>
        (await Dashboard.Viewer().ReadAsync(path, HttpStatusCode.NotFound)).Should().Contain("</html>");

    [Fact]
    public async Task RecordWithASlash_IsFoundByItsEncodedId()
    {
        await Sync.SaveAsync("team/7", new TaskContent { Title = "Plan" }, SyncAction.Created);

        using var answer = await Dashboard.Viewer().GetAsync("lanes/task/team%2F7");

        answer.StatusCode.Should().Be(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task HalfACharacterInAPayload_IsShown()
    {
        var id = Guid.Parse("0195d1c0-0000-7000-8000-00000000000a");
        await Sync.Store.EnqueueAsync(new EnqueueBatch
        {
            Delivery = new WebhookDelivery { Id = id, Event = "issues", Body = Encoding.UTF8.GetBytes("{\"text\":\"\\uD800\"}"), ReceivedAt = Sync.Clock.GetUtcNow(), Outcome = "Nothing followed." },
        });

        (await Dashboard.Viewer().ReadAsync($"deliveries/{id}")).Should().Contain("</html>");
    }

    [Fact]
    public async Task GroupWithAParameter_HasAnOverview()
    {
        await using var host = await DashboardHost.StartAsync(
            app => app.MapGroup("/{tenant}").MapGitSyncDashboard("/sync").AllowAnonymousInDevelopment(), services => services.AddHarness(Sync), Environments.Development);
        using var client = new HttpClient();

        (await client.GetStringAsync(host.At("acme/sync/"))).Should().Contain("href=\"/acme/sync/operations\"");
    }

    [Theory]
    [InlineData("octo/app 42", "repo:octo/app issue:42")]
    [InlineData("errored 42 octo/app", "state:errored repo:octo/app issue:42")]
    public void ValuesAlone_OfDifferentKinds_AreAllTaken(string text, string expected) => QualifierParser.Parse(text).Filter.ToString().Should().Be(expected);

    [Theory]
    [InlineData("42 issue:43")]
    [InlineData("errored state:queued")]
    [InlineData("state:queued errored")]
    [InlineData("repo:a/b c/d")]
    public void ValueAlone_ThatSaysOtherThanItsQualifier_IsAMistake(string text) => QualifierParser.Parse(text).Mistake.Should().Contain("twice with different values");

    /// <summary>A drift report's position has 5,500 characters where linked lanes are left to be seen.</summary>
    [Fact]
    public async Task PositionThatADriftReportGives_IsTaken()
    {
        for (var number = 1; number <= 3; number++)
        {
            await Sync.SaveAsync($"plan-{number}", new TaskContent { Title = $"Plan {number}" }, SyncAction.Created);
        }

        await Sync.DrainAsync();
        Sync.GitHub.Faults.VanishNextWebhook();
        Sync.GitHub.DeleteIssue(Sync.RepositoryId, 1, "mona");
        var next = (await Sync.Drift.ReadAsync(Sync.RepositoryId, null)).Next!;

        (await Dashboard.Administrator().ReadAsync($"repositories/{Sync.RepositoryId}/drift?cursor={next}")).Should().Contain("Parts of the report");
    }
}
