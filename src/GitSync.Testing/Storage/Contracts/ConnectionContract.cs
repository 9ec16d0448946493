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
        var other = StoreScenario.Connection() with { RepositoryId = 43, Name = "other", Obstacles = ConnectionObstacles.SwitchedOff | ConnectionObstacles.Suspended, OfferedInstallationId = 9, Resumptions = 3 };
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

    /// <summary>A refused comment keeps its task: once sync is on again it is brought in step by way of it.</summary>
    [Fact]
    public async Task RefusedCommentOfARecord_KeepsItsTask()
    {
        var refused = Admission.Refused(SyncRule.InstallationSuspended, "it is suspended.");
        await Make.EnqueueAsync(Make.Outbound("t") with { Admission = refused }, Make.OutboundComment("c", "t") with { Admission = refused });
        var task = (await Make.LaneOfTaskAsync("t"))!.Lane;
        var comment = (await Store.FindLanesAsync([LaneName.OfComment("c")])).Values.Single().Lane;
        Assert.Equal(task.Id, comment.ParentId);
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
            Connections = [new RepositoriesAdded(7, [StoreScenario.RepositoryId]), new RepositoryRenamed(StoreScenario.RepositoryId, 7, "new", "name")],
            Items = [Checked(Make.Inbound(1, 5))],
        });
        Assert.Equal(OperationState.Queued, on.Outcomes[0].State);
        var stored = await Store.FindByProjectAsync("project");
        Assert.Equal("new/name", stored?.FullName);
        Assert.Equal(7, stored?.InstallationId);
    }

    /// <summary>Off and on again leaves a trace, however short it was: whoever looks afterwards sees another number.</summary>
    [Fact]
    public async Task OffAndOnAgain_IsCountedInTheTransactionThatSwitchesItOn()
    {
        await Store.ConnectAsync(StoreScenario.Connection(installation: 5));
        await ChangeAsync(new InstallationSuspensionChanged(5, true), new InstallationSuspensionChanged(5, false));
        Assert.Equal(1, (await Store.FindByProjectAsync("project"))?.Resumptions);
        await ChangeAsync(new ProjectObstacleChanged("project", ConnectionObstacles.SwitchedOff, true));
        Assert.Equal(1, (await Store.FindByProjectAsync("project"))?.Resumptions);
        await ChangeAsync(new ProjectObstacleChanged("project", ConnectionObstacles.SwitchedOff, false), new PermissionsChanged(5));
        Assert.Equal(3, (await Store.FindByRepositoryAsync(StoreScenario.RepositoryId))?.Resumptions);
        await Store.ConnectAsync(StoreScenario.Connection(installation: 5));
        Assert.Equal(3, Assert.Single(await Store.ListAsync()).Resumptions);
        await Store.ConnectAsync(StoreScenario.Connection(installation: 6));
        Assert.Equal(4, Assert.Single(await Store.ListAsync()).Resumptions);
    }

    /// <summary>Whoever connects sees what is stored about both, under a lock; null leaves it alone.</summary>
    [Fact]
    public async Task ChangeOfAConnection_SeesWhatIsStoredAboutBoth()
    {
        var here = StoreScenario.Connection();
        var elsewhere = here with { Project = "another", RepositoryId = 43 };
        await Store.ConnectAsync(here);
        await Store.ConnectAsync(elsewhere);
        StoredConnections? seen = null;
        Assert.Null(await Store.ChangeConnectionAsync("project", 43, stored => (seen = stored) is null ? here : null));
        Assert.Equal(new StoredConnections(here, elsewhere), seen);
        Assert.Equal(2, (await Store.ListAsync()).Count);
        await Assert.ThrowsAsync<ArgumentException>(() => Store.ChangeConnectionAsync("project", 43, _ => here));
        var moved = elsewhere with { Project = "project" };
        Assert.Equal(moved, await Store.ChangeConnectionAsync("project", 43, _ => moved));
        Assert.Equal([moved], await Store.ListAsync());
    }

    /// <summary>Of several projects that want one repository at once, one gets it.</summary>
    [Fact]
    public async Task ManyWhoWantOneRepositoryAtOnce_OneGetsIt()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => Store.ChangeConnectionAsync(
            $"p{i}",
            StoreScenario.RepositoryId,
            stored => stored.OfRepository is null ? StoreScenario.Connection() with { Project = $"p{i}" } : null))));
        Assert.Equal(Assert.Single(await Store.ListAsync()), Assert.Single(made, connection => connection is not null));
    }

    /// <summary>A delivery whose installation does not have the repository is findable by its GUID, with the reason.</summary>
    [Fact]
    public async Task DeliveryOfAForeignInstallation_IsRecordedWithTheReason()
    {
        var connected = StoreScenario.Connection(installation: 5);
        await Store.ConnectAsync(connected);
        var issue = Make.Inbound(1, 0);
        var edited = new EnqueueBatch
        {
            Delivery = Foreign(),
            Items = [Checked(issue) with { Operation = issue.Operation with { GitHubAppInstallationId = 6 } }],
        };
        await RefusedAsync(edited, "Done. Refused: repository octo/board belongs to installation 5, not to installation 6.");
        await RefusedAsync(Change(new RepositoriesRemoved(6, [StoreScenario.RepositoryId])), "Done. Refused: repository octo/board belongs to installation 5, not to installation 6.");
        await RefusedAsync(Change(new RepositoryRenamed(StoreScenario.RepositoryId, 6, "x", "y")), "Done. Refused: repository octo/board belongs to installation 5, not to installation 6.");
        await RefusedAsync(Change(new RepositoryObstacleChanged(StoreScenario.RepositoryId, 6, ConnectionObstacles.Deleted, true)), "Done. Refused: repository octo/board belongs to installation 5, not to installation 6.");
        await RefusedAsync(Change(new InstallationRemoved(6)), "Done.");
        Assert.Equal([connected], await Store.ListAsync());
        await RefusedAsync(
            Change(new RepositoriesAdded(6, [StoreScenario.RepositoryId])),
            "Done. Noted: octo/board belongs to installation 5; installation 6 takes over when that one is gone, or when the repository is connected again.");
        Assert.Equal([connected with { OfferedInstallationId = 6 }], await Store.ListAsync());

        async Task RefusedAsync(EnqueueBatch batch, string outcome)
        {
            Assert.False((await Store.EnqueueAsync(batch)).DeliveryWasKnown);
            Assert.Equal(outcome, (await Store.FindDeliveryAsync(batch.Delivery!.Id))?.Outcome);
        }

        EnqueueBatch Change(ConnectionChange change) => new() { Delivery = Foreign(), Connections = [change] };

        WebhookDelivery Foreign() => new()
        {
            Id = Make.NextId(),
            Event = "any",
            InstallationId = 6,
            RepositoryId = StoreScenario.RepositoryId,
            Body = "{}"u8.ToArray(),
            ReceivedAt = DateTimeOffset.UnixEpoch,
            Outcome = "Done.",
        };
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

    private Task<EnqueueReceipt> ChangeAsync(params IReadOnlyList<ConnectionChange> changes) =>
        Store.EnqueueAsync(new EnqueueBatch { Connections = changes });

    private static EnqueueItem Checked(EnqueueItem item) => item with { RequireConnection = true };
}
