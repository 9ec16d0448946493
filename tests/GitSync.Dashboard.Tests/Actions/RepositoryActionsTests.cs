using System.Net;
using GitSync.Testing;

namespace GitSync.Dashboard.Tests;

/// <summary>A repository, its writes and its breaker are switched when a person says so.</summary>
public sealed class RepositoryActionsTests : IAsyncLifetime
{
    private SyncHarness _sync = null!;
    private GuardedDashboard _dashboard = null!;
    private Person _grace = null!;

    private string Repository => $"repositories/{_sync.RepositoryId}";

    public async Task InitializeAsync()
    {
        _sync = await WeatherHarness.StartAsync();
        _dashboard = await GuardedDashboard.StartAsync(_sync);
        _grace = _dashboard.Administrator("grace");
    }

    public async Task DisposeAsync()
    {
        await _dashboard.DisposeAsync();
        await _sync.DisposeAsync();
    }

    [Fact]
    public async Task SwitchedOff_DisablesWhatIsReached_AndSwitchedOn_GoesOn()
    {
        (await _grace.DoAsync($"{Repository}/disable", ("reason", "we move house"))).Should().Contain("switched off");

        (await ConnectionAsync()).Obstacles.Should().Be(ConnectionObstacles.SwitchedOff);
        (await _grace.ReadTextAsync(Repository)).Should().Contain("sync is switched off for octo-org/board").And.Contain("Switch on");
        await _sync.SaveAsync("plan", new TaskContent { Title = "Plan" }, SyncAction.Created);
        await _sync.DrainAsync();
        (await _sync.OperationsAsync())[^1].State.Should().Be(OperationState.Disabled);

        (await _grace.DoAsync($"{Repository}/enable")).Should().Contain("switched on");

        (await ConnectionAsync()).Obstacles.Should().Be(ConnectionObstacles.None);
        await AreWrittenDownAsync(("enable", null, null), ("disable", "we move house", null));
    }

    [Theory]
    [InlineData("Off", WriteMode.Off, "Writes are off on every host", "Waiting: writes to GitHub are switched off: we look first", OperationState.Queued)]
    [InlineData("Shadow", WriteMode.Shadow, "Shadow mode", "Not sent to GitHub: shadow mode", OperationState.Dropped)]
    public async Task Writes_AreSet_AndHoldForTheNextOperation(string mode, WriteMode expected, string said, string sentence, OperationState state)
    {
        (await _grace.DoAsync($"{Repository}/writes", ("mode", mode), ("reason", "we look first"))).Should().StartWith(said);

        var writes = await _sync.Writes.FindAsync(_sync.RepositoryId);
        writes.Should().BeEquivalentTo(new { Mode = expected, Reason = "we look first", By = "grace" });
        (await _grace.ReadTextAsync(Repository)).Should().Contain("by grace: we look first");
        (await ProcessOnceAsync()).Should().Match<SyncOperation>(each => each.State == state && each.Explanation!.StartsWith(sentence));
        _sync.GitHub.GetIssues(_sync.RepositoryId).Should().BeEmpty();
        await AreWrittenDownAsync(("set-writes", "we look first", mode));

        await _grace.DoAsync($"{Repository}/writes", ("mode", "On"));
        (await _sync.Writes.FindAsync(_sync.RepositoryId)).Mode.Should().Be(WriteMode.On);
    }

    [Theory]
    [InlineData("Sideways")]
    [InlineData("7")]
    [InlineData("")]
    public async Task ModeThatIsNone_ChangesNothing(string mode)
    {
        (await _grace.DoAsync($"{Repository}/writes", ("mode", mode))).Should().Be("That is no mode of writing; nothing was changed.");

        (await _sync.Writes.FindAsync(_sync.RepositoryId)).Mode.Should().Be(WriteMode.On);
    }

    [Fact]
    public async Task OpenBreaker_IsShown_AndClosedByAPerson()
    {
        await _sync.Store.ChangeStateAsync($"breaker/{_sync.RepositoryId}", _ => """{"Removals":[],"OpenSince":"2025-03-01T11:00:00+00:00"}"""u8.ToArray());
        (await _grace.ReadTextAsync(Repository)).Should().Contain("The breaker is open since 2025-03-01 11:00:00Z");
        (await _grace.ReadTextAsync("")).Should().NotContain("Nothing needs a person");

        (await _grace.DoAsync($"{Repository}/breaker", ("reason", "they were spam"))).Should().StartWith("The breaker is closed");

        (await _sync.Breakers.ListOpenAsync()).Should().BeEmpty();
        await AreWrittenDownAsync(("reset-breaker", "they were spam", null));
    }

    [Fact]
    public async Task Import_BringsWhatNoWebhookBrought()
    {
        _sync.GitHub.Faults.VanishNextWebhook();
        _sync.GitHub.OpenIssue(_sync.RepositoryId, "Found by looking", by: "mona");

        (await _grace.DoAsync($"{Repository}/import")).Should().StartWith("The whole repository is looked through again");

        (await _sync.Sweeps.FindProgressAsync(_sync.RepositoryId))!.Stage.Should().Be(SweepStage.BackfillIssues);
        (await _grace.ReadTextAsync(Repository)).Should().Contain("all issues");
        await AreWrittenDownAsync(("import-again", null, null));
    }

    [Fact]
    public async Task Drift_IsMended()
    {
        _sync.GitHub.Faults.VanishNextWebhook();
        _sync.GitHub.OpenIssue(_sync.RepositoryId, "Only on GitHub", by: "mona");
        await _sync.DrainAsync();
        _sync.Clock.Advance(TimeSpan.FromHours(1));
        var report = await _sync.Drift.ReadAsync(_sync.RepositoryId, null);
        (await _grace.ReadTextAsync($"{Repository}/drift")).Should().Contain($"{report.Items.Count} differ");

        (await _grace.DoAsync($"{Repository}/drift", ("cursor", report.Next ?? ""))).Should().NotBeNullOrEmpty();

        await AreWrittenDownAsync(("repair-drift", null, null));
    }

    [Theory]
    [InlineData("enable")]
    [InlineData("writes")]
    [InlineData("breaker")]
    [InlineData("import")]
    [InlineData("drift")]
    public async Task RepositoryThatIsNone_IsNotFound(string action)
    {
        using var answer = await _grace.PostAsync($"repositories/{long.MaxValue}/{action}", ("mode", "Off"));

        answer.StatusCode.Should().Be(HttpStatusCode.NotFound);
        await AreWrittenDownAsync();
    }

    private async Task<Connection> ConnectionAsync() => (await _sync.Store.FindByRepositoryAsync(_sync.RepositoryId))!;

    private async Task<SyncOperation> ProcessOnceAsync()
    {
        await _sync.SaveAsync("plan", new TaskContent { Title = "Plan" }, SyncAction.Created);
        var claim = (await _sync.Store.WorkAsync([], new ClaimRequest("host-a", 1, TimeSpan.FromMinutes(1)))).Claimed.Single();
        await _sync.Store.WorkAsync([await _sync.Processor.ProcessAsync(claim, CancellationToken.None)], new ClaimRequest("host-a", 0, TimeSpan.FromMinutes(1)));
        return (await _sync.Store.FindOperationAsync(claim.Operation.Id))!;
    }

    /// <summary>Newest first.</summary>
    private async Task AreWrittenDownAsync(params (string Action, string? Reason, string? Details)[] entries)
    {
        var written = await _sync.Store.ListAuditAsync(new AuditQuery());
        written.Select(entry => (entry.Action, entry.Reason, entry.Details)).Should().Equal(entries);
        written.Should().NotContain(entry => entry.Actor != "grace" || entry.Target != $"repository/{_sync.RepositoryId}");
    }
}
