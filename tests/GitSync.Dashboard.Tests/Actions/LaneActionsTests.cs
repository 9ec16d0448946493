using System.Net;
using GitSync.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace GitSync.Dashboard.Tests;

/// <summary>A lane is read again, stands still, and goes on when a person says so.</summary>
public sealed class LaneActionsTests : IAsyncLifetime
{
    private const string TaskId = "plan";

    private SyncHarness _sync = null!;
    private GuardedDashboard _dashboard = null!;
    private long _lane;

    public async Task InitializeAsync()
    {
        _sync = await WeatherHarness.StartAsync();
        await _sync.SaveAsync(TaskId, new TaskContent { Title = "Plan" }, SyncAction.Created);
        await _sync.DrainAsync();
        _lane = (await _sync.OperationsAsync())[^1].LaneId;
        _dashboard = await GuardedDashboard.StartAsync(_sync);
    }

    public async Task DisposeAsync()
    {
        await _dashboard.DisposeAsync();
        await _sync.DisposeAsync();
    }

    [Fact]
    public async Task Resync_ReadsGitHub_AndBringsWhatNoWebhookBrought()
    {
        var number = _sync.GitHub.GetIssues(_sync.RepositoryId).Single().Number;
        _sync.Clock.Advance(TimeSpan.FromMinutes(1));
        _sync.GitHub.Faults.VanishNextWebhook();
        _sync.GitHub.EditIssue(_sync.RepositoryId, number, title: "Plan of GitHub", by: "mona");
        await _sync.DrainAsync();
        TitleHere().Should().Be("Plan", "the webhook was lost");

        (await _dashboard.Administrator("grace").DoAsync($"lanes/{_lane}/resync")).Should().NotBeNullOrEmpty();
        await _sync.DrainAsync();

        TitleHere().Should().Be("Plan of GitHub");
        (await _sync.OperationsAsync())[^1].Cause.Should().Be("Asked for by grace.");
        await IsWrittenDownAsync("grace", "resync", null);
    }

    [Fact]
    public async Task Pause_HoldsWhatComes_AndSaysWhy_UntilItGoesOn()
    {
        var administrator = _dashboard.Administrator("grace");
        (await administrator.DoAsync($"lanes/{_lane}/pause", ("reason", "we talk to the customer first"))).Should().StartWith("Paused on every host");
        await IsWrittenDownAsync("grace", "pause", "we talk to the customer first");

        await _sync.SaveAsync(TaskId, new TaskContent { Title = "Plan B" });
        var waiting = await ProcessOnceAsync();

        waiting.State.Should().Be(OperationState.Queued);
        waiting.Explanation.Should().StartWith("Waiting: its lane is paused by grace since").And.EndWith(": we talk to the customer first");
        waiting.Attempts.Should().Be(0, "a pause spends no attempt");
        (await administrator.ReadTextAsync($"lanes/{_lane}")).Should().Contain("Paused by grace since").And.Contain("we talk to the customer first").And.Contain("Let it go on");
        (await administrator.ReadTextAsync("lanes")).Should().Contain("somebody to let it go on: it is paused");
        (await administrator.ReadTextAsync($"operations/{waiting.Id}")).Should().Contain("its lane is paused by grace");

        (await administrator.DoAsync($"lanes/{_lane}/resume")).Should().StartWith("It goes on");
        await _sync.DrainAsync();

        _sync.GitHub.GetIssues(_sync.RepositoryId).Single().Title.Should().Be("Plan B");
        (await administrator.ReadTextAsync($"lanes/{_lane}")).Should().NotContain("Paused by");
    }

    [Theory]
    [InlineData("resync")]
    [InlineData("pause")]
    [InlineData("resume")]
    public async Task LaneThatIsNone_IsNotFound_AndNothingIsWrittenDown(string action)
    {
        using var answer = await _dashboard.Administrator().PostAsync($"lanes/{long.MaxValue}/{action}");

        answer.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await _sync.Store.ListAuditAsync(new AuditQuery())).Should().BeEmpty();
    }

    [Fact]
    public async Task MorePausesThanThereMayBe_AreRefused()
    {
        var pauses = _sync.Services.GetRequiredService<ILanePauses>();
        for (var lane = 1; lane <= ILanePauses.Maximum; lane++)
        {
            await pauses.PauseAsync(lane + 1_000_000, null);
        }

        (await _dashboard.Administrator().DoAsync($"lanes/{_lane}/pause")).Should().StartWith("Nothing was paused: 40 lanes are paused already.");
    }

    private string TitleHere() => _sync.Tasks.All.Single(task => task.Id == TaskId).Content.Title;

    /// <summary>One claim, as a host does it.</summary>
    private async Task<SyncOperation> ProcessOnceAsync()
    {
        var request = new ClaimRequest("host-a", 1, TimeSpan.FromMinutes(1));
        var claim = (await _sync.Store.WorkAsync([], request)).Claimed.Single();
        await _sync.Store.WorkAsync([await _sync.Processor.ProcessAsync(claim, CancellationToken.None)], new ClaimRequest("host-a", 0, TimeSpan.FromMinutes(1)));
        return (await _sync.Store.FindOperationAsync(claim.Operation.Id))!;
    }

    private async Task IsWrittenDownAsync(string actor, string action, string? reason) => (await _sync.Store.ListAuditAsync(new AuditQuery()))
        .Should().ContainSingle(entry => entry.Actor == actor && entry.Action == action && entry.Target == $"lane/{_lane}" && entry.Reason == reason);
}
