using Xunit;

namespace GitSync.Testing;

/// <summary>Connections, and operations checked against them in the same transaction.</summary>
public abstract class ConnectionContract<THarness> : StoreContract<THarness>
    where THarness : StoreHarness, new()
{
    /// <summary>The same project again replaces its connection.</summary>
    [Fact]
    public async Task SameProjectAgain_ReplacesItsConnection()
    {
        await Store.ConnectAsync(StoreScenario.Connection());
        var other = StoreScenario.Connection() with { RepositoryId = 43, Name = "other", Obstacles = ConnectionObstacles.SwitchedOff | ConnectionObstacles.Suspended, OfferedInstallationId = 9 };
        await Store.ConnectAsync(other);
        Assert.Equal(other, await Store.FindByProjectAsync("project"));
        Assert.Equal(other, await Store.FindByRepositoryAsync(43));
        Assert.Null(await Store.FindByRepositoryAsync(StoreScenario.RepositoryId));
        Assert.Equal([other], await Store.ListAsync());
    }

    /// <summary>A repository belongs to one project.</summary>
    [Fact]
    public async Task SameRepositoryElsewhere_MovesItThere()
    {
        await Store.ConnectAsync(StoreScenario.Connection());
        var moved = StoreScenario.Connection() with { Project = "another" };
        await Store.ConnectAsync(moved);
        Assert.Null(await Store.FindByProjectAsync("project"));
        Assert.Equal(moved, await Store.FindByRepositoryAsync(StoreScenario.RepositoryId));
    }

    /// <summary>No connection: disabled, with the repository's id in the sentence.</summary>
    [Fact]
    public async Task RepositoryNotConnected_DisablesTheOperation()
    {
        var outcome = await Make.EnqueueOneAsync(Checked(Make.Inbound(1, 0)));
        Assert.Equal(OperationState.Disabled, outcome.State);
        Assert.Equal(0, outcome.LaneId);
        Assert.Contains("42", outcome.Explanation, StringComparison.Ordinal);
        Assert.Equal(SyncRule.NotConnected, (await Make.FindAsync(outcome.OperationId)).Rule);
    }

    /// <summary>A record's status shows that it is switched off.</summary>
    [Fact]
    public async Task RefusedOperationOfARecord_GetsALaneThatShowsIt()
    {
        var outcome = await Make.EnqueueOneAsync(Checked(Make.Outbound("t")));
        var lane = (await Make.LaneOfTaskAsync("t"))!.Lane;
        Assert.Equal(outcome.LaneId, lane.Id);
        Assert.Equal(OperationState.Disabled, lane.LastOutcome?.State);
        Assert.Equal(outcome.Explanation, lane.LastOutcome?.Explanation);
        Assert.Empty(await Make.ClaimAsync());
    }

    /// <summary>A connected repository is synchronised.</summary>
    [Fact]
    public async Task ConnectedRepository_AdmitsTheOperation()
    {
        await Store.ConnectAsync(StoreScenario.Connection());
        Assert.Equal(OperationState.Queued, (await Make.EnqueueOneAsync(Checked(Make.Inbound(1, 0)))).State);
    }

    /// <summary>The signed body's installation has to match the stored one, and a foreign one names nothing.</summary>
    [Fact]
    public async Task ForeignInstallation_IsRefusedAndLeavesTheLanesNamesAlone()
    {
        await Store.ConnectAsync(StoreScenario.Connection(installation: 5));
        await Make.EnqueueOneAsync(Make.Outbound("t"));
        var item = Checked(Make.Inbound(1, 0, task: "t"));
        var outcome = await Make.EnqueueOneAsync(item with { Operation = item.Operation with { GitHubAppInstallationId = 6 } });
        Assert.Equal(SyncRule.ForeignInstallation, (await Make.FindAsync(outcome.OperationId)).Rule);
        Assert.Null((await Make.LaneOfTaskAsync("t"))!.Lane.Remote);
    }

    /// <summary>Routing's refusal is the one that is told.</summary>
    [Fact]
    public async Task ItemsOwnRefusal_ComesFirst()
    {
        var item = Checked(Make.Inbound(1, 0)) with { Admission = Admission.Refused(SyncRule.FilteredOut, "it has the label internal.") };
        var outcome = await Make.EnqueueOneAsync(item);
        Assert.Equal(SyncRule.FilteredOut, (await Make.FindAsync(outcome.OperationId)).Rule);
        Assert.Equal("Not synchronised: it has the label internal.", outcome.Explanation);
    }

    /// <summary>A delivery's changes of connections count for its own operations.</summary>
    [Fact]
    public async Task ConnectionChange_AppliesBeforeTheBatchsOperations()
    {
        await Store.ConnectAsync(StoreScenario.Connection(installation: 5));
        var off = await Store.EnqueueAsync(new EnqueueBatch { Connections = [new InstallationRemoved(5)], Items = [Checked(Make.Inbound(1, 0))] });
        Assert.Equal(OperationState.Disabled, off.Outcomes[0].State);
        var on = await Store.EnqueueAsync(new EnqueueBatch
        {
            Connections = [new RepositoriesAdded(7, [StoreScenario.RepositoryId]), new RepositoryRenamed(StoreScenario.RepositoryId, "new", "name")],
            Items = [Checked(Make.Inbound(1, 5))],
        });
        Assert.Equal(OperationState.Queued, on.Outcomes[0].State);
        var stored = await Store.FindByProjectAsync("project");
        Assert.Equal("new/name", stored?.FullName);
        Assert.Equal(7, stored?.InstallationId);
    }

    /// <summary>However many there are, each comes once, in ordinal order.</summary>
    [Fact]
    public async Task Connections_AreEnumeratedInPages()
    {
        var projects = Enumerable.Range(0, OperationQuery.MaximumLimit + 20).Select(i => $"p{i}").Append("P").Append("\u00e4").ToArray();
        for (var i = 0; i < projects.Length; i++)
        {
            await Store.ConnectAsync(new Connection { Project = projects[i], RepositoryId = 10_000 + i, Owner = "o", Name = $"n{i}" });
        }

        var listed = new List<string>();
        await foreach (var connection in Store.EnumerateAsync())
        {
            listed.Add(connection.Project);
        }

        Assert.Equal(projects.Order(StringComparer.Ordinal), listed);
    }

    /// <summary>All hosts sign markers with one key.</summary>
    [Fact]
    public async Task Secret_FirstCandidateWins()
    {
        Assert.Equal([1, 2], await Store.GetOrAddSecretAsync("marker", new byte[] { 1, 2 }));
        Assert.Equal([1, 2], await Store.GetOrAddSecretAsync("marker", new byte[] { 3 }));
        Assert.Equal([3], await Store.GetOrAddSecretAsync("other", new byte[] { 3 }));
    }

    private static EnqueueItem Checked(EnqueueItem item) => item with { RequireConnection = true };
}
