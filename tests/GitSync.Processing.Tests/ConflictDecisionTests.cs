using GitSync.Testing;
using GitSync.Testing.Simulator;
using static GitSync.Processing.Tests.ConflictScene;

namespace GitSync.Processing.Tests;

/// <summary>What people do about conflicts: decide where the policy leaves it to them.</summary>
public sealed class ConflictDecisionTests
{
    [Theory]
    [InlineData(SyncSide.App, "App's", "A person chose the record's title. Merged; GitHub was written.")]
    [InlineData(SyncSide.GitHub, "GitHub's", "A person chose GitHub's title. Merged; the record was written.")]
    public async Task Decision_BringsBothSidesInStep(SyncSide side, string title, string explanation)
    {
        await using var sync = await StartUndecidedAsync();
        var answer = await sync.Conflicts.DecideAsync(ResourceKind.Task, "t1", "title", side, "ada");
        answer.Refusal.Should().BeNull();
        await sync.DrainAsync();

        sync.Tasks.All.Single().Content.Title.Should().Be(title);
        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be(title);
        (await sync.Store.FindOperationAsync(answer.Enqueued!.Value.OperationId))!.Explanation.Should().Be(explanation);
        (await sync.Status.ReadAsync(ResourceKind.Task, "t1")).Kind.Should().Be(SyncStatusKind.Synced);
        (await sync.Store.ListStateAsync("decisions/")).Should().BeEmpty("what was carried out is forgotten");
        (await sync.Conflicts.DecideAsync(ResourceKind.Task, "t1", "title", side)).Refusal.Should().Be(ConflictRefusal.NoConflict);
    }

    [Fact]
    public async Task Decision_OutlivesANewerEditThatCoversItsOperation()
    {
        await using var sync = await StartUndecidedAsync();
        await sync.Conflicts.DecideAsync(ResourceKind.Task, "t1", "title", SyncSide.App);
        sync.GitHub.SetLabels(sync.RepositoryId, 1, ["bug"]);
        await sync.SaveAsync("t1", Old with { Title = "App's", Body = "Edited meanwhile" });
        await sync.DrainAsync();

        sync.GitHub.GetIssue(sync.RepositoryId, 1).Should().Match<SimulatorIssue>(issue => issue.Title == "App's" && issue.Body!.StartsWith("Edited meanwhile", StringComparison.Ordinal));
        sync.Tasks.All.Single().Content.Labels.Should().Equal("bug");
        (await sync.Status.ReadAsync(ResourceKind.Task, "t1")).Kind.Should().Be(SyncStatusKind.Synced);
    }

    [Fact]
    public async Task Decision_OutlivesAnEchoThatCoversItsOperation()
    {
        await using var sync = await StartUndecidedAsync();
        await sync.Conflicts.DecideAsync(ResourceKind.Task, "t1", "title", SyncSide.App);
        sync.GitHub.SetLabels(sync.RepositoryId, 1, ["bug"]);
        sync.Clock.Advance(TimeSpan.FromSeconds(5));
        sync.GitHub.SetLabels(sync.RepositoryId, 1, []);
        await sync.DrainAsync();

        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be("App's");
        (await sync.Status.ReadAsync(ResourceKind.Task, "t1")).Kind.Should().Be(SyncStatusKind.Synced);
    }

    [Fact]
    public async Task Decision_IsVoidWhenAValueChangesFirst()
    {
        await using var sync = await StartUndecidedAsync();
        await sync.Conflicts.DecideAsync(ResourceKind.Task, "t1", "title", SyncSide.App);
        sync.GitHub.EditIssue(sync.RepositoryId, 1, title: "GitHub's second thought");
        await sync.DrainAsync();

        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be("GitHub's second thought");
        sync.Tasks.All.Single().Content.Title.Should().Be("App's");
        (await sync.Status.ReadAsync(ResourceKind.Task, "t1")).Kind.Should().Be(SyncStatusKind.Conflict);
        await sync.Conflicts.DecideAsync(ResourceKind.Task, "t1", "title", SyncSide.GitHub);
        await sync.DrainAsync();
        sync.Tasks.All.Single().Content.Title.Should().Be("GitHub's second thought");
    }

    [Fact]
    public async Task DecisionAndRestore_EachRefuseWhatIsTheOthers()
    {
        await using var sync = await StartUndecidedAsync();
        (await sync.Conflicts.RestoreAsync(await ConflictIdAsync(sync, "title"), "title")).Refusal.Should().Be(ConflictRefusal.Undecided);
        (await sync.Conflicts.DecideAsync(ResourceKind.Task, "t1", "body", SyncSide.App)).Refusal.Should().Be(ConflictRefusal.NoConflict);
        (await sync.Conflicts.DecideAsync(ResourceKind.Task, "nobody", "title", SyncSide.App)).Refusal.Should().Be(ConflictRefusal.Unknown);
        await sync.Store.ConnectAsync((await sync.Store.FindByProjectAsync(SyncHarness.Project))! with { Obstacles = ConnectionObstacles.Archived });
        (await sync.Conflicts.DecideAsync(ResourceKind.Task, "t1", "title", SyncSide.App)).Should().Match<ConflictAnswer>(
            answer => answer.Refusal == ConflictRefusal.NotSynchronised && answer.Sentence.Contains("archived"));
    }

    private static async Task<SyncHarness> StartUndecidedAsync()
    {
        var sync = await StartAsync(options => options.Merge = new MergePolicy { Title = FieldPolicy.Manual });
        await ConflictAsync(sync, Old with { Title = "App's" }, () => sync.GitHub.EditIssue(sync.RepositoryId, 1, title: "GitHub's"), appIsLater: true);
        (await sync.Status.ReadAsync(ResourceKind.Task, "t1")).Kind.Should().Be(SyncStatusKind.Conflict);
        return sync;
    }
}
