namespace GitSync;

/// <summary>The default reports: reads by <see cref="DriftReading"/>, mends by ordinary operations. It holds nothing between two calls.</summary>
internal sealed class DriftReports(
    DriftReading reading,
    ISyncQueue queue,
    ISyncReader reader,
    IConnectionStore connections,
    IInboundFilter filter,
    DriftComparison comparison,
    InboundOperations operations,
    ISyncDispatcher dispatcher,
    OperationIds ids) : IDriftReports
{
    public async Task<DriftPage> ReadAsync(long repositoryId, string? cursor, CancellationToken cancellationToken)
    {
        if (DriftCursor.Parse(cursor) is not { } at)
        {
            return Failed("This is no place to go on from; begin without a cursor.", null);
        }

        var (connection, refusal) = await FindConnectionAsync(repositoryId, cancellationToken).ConfigureAwait(false);
        if (connection is null || refusal is not null)
        {
            return Failed(refusal!, cursor);
        }

        try
        {
            return await reading.ReadAsync(connection, at, cancellationToken).ConfigureAwait(false);
        }
        catch (RemoteException failure)
        {
            return Failed(failure.Message, cursor) with { RetryAt = failure.RetryAt };
        }
    }

    public async Task<DriftRepair> RepairAsync(
        long repositoryId, IReadOnlyCollection<DriftItem> items, string? actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(items);
        if (items.Count > IDriftReports.MaximumSelection)
        {
            throw new ArgumentException($"One repair takes at most {IDriftReports.MaximumSelection} differences; these are {items.Count}.", nameof(items));
        }

        var (connection, refusal) = await FindConnectionAsync(repositoryId, cancellationToken).ConfigureAwait(false);
        if (connection is null || refusal is not null)
        {
            return new DriftRepair([], items.Count, refusal);
        }

        DriftItem[] mendable = [.. items.Where(item => item.CanRepair)];
        var lanes = await reader.FindLanesAsync([.. mendable.Select(item => item.Remote)], cancellationToken).ConfigureAwait(false);
        List<EnqueueItem> enqueued = [];
        foreach (var item in mendable)
        {
            await AddAsync(enqueued, connection, item, lanes.GetValueOrDefault(item.Remote), cancellationToken).ConfigureAwait(false);
        }

        var batch = new EnqueueBatch { Items = [.. enqueued.Select(item => item with { Operation = item.Operation with { Actor = actor } })] };
        if (batch.Items.Count == 0)
        {
            return new DriftRepair([], items.Count);
        }

        var receipt = await queue.EnqueueAsync(batch, null, cancellationToken).ConfigureAwait(false);
        dispatcher.Wake();
        return new DriftRepair([.. receipt.Outcomes.Where(outcome => outcome.State is not null)], items.Count - mendable.Length);
    }

    private static DriftPage Failed(string error, string? next) => new([], 0, 0, next) { Error = error };

    /// <summary>What is known is read again; what is only on GitHub comes in like news of a webhook, a comment with its issue.</summary>
    private async ValueTask AddAsync(
        List<EnqueueItem> enqueued, Connection connection, DriftItem item, LaneView? view, CancellationToken cancellationToken)
    {
        if (view is not null)
        {
            if (LaneRefresh.Of(view.Lane, connection, ids) is { } refresh)
            {
                enqueued.Add(refresh);
            }

            return;
        }

        if (item.GitHub is not { } there)
        {
            return;
        }

        if (there is RemoteComment comment && LaneName.OfIssue(connection.RepositoryId, comment.IssueNumber) is var issue
            && !enqueued.Exists(each => each.OnlyIfUnlinked && each.Address.Remote == issue))
        {
            var origin = new InboundOrigin(connection.RepositoryId, connection.InstallationId) { Priority = SyncPriority.Reconcile };
            enqueued.Add(await AdmitAsync(
                operations.Task(origin, comment.IssueNumber, null, RemoteKind.Issue, SyncAction.Refreshed) with { OnlyIfUnlinked = true }, cancellationToken)
                .ConfigureAwait(false));
        }

        enqueued.Add(await AdmitAsync(comparison.IncomingOf(connection, there), cancellationToken).ConfigureAwait(false));
    }

    private async ValueTask<EnqueueItem> AdmitAsync(EnqueueItem item, CancellationToken cancellationToken) =>
        item with { Admission = await filter.AdmitAsync(item.Operation, cancellationToken).ConfigureAwait(false) };

    private async ValueTask<(Connection? Connection, string? Refusal)> FindConnectionAsync(long repositoryId, CancellationToken cancellationToken) =>
        await connections.FindByRepositoryAsync(repositoryId, cancellationToken).ConfigureAwait(false) is not { } connection
            ? (null, $"No project is connected to repository {repositoryId}.")
            : (connection, connection.Admit(null) is { Refusal: not null, Reason: var reason } ? "Not synchronised: " + reason : null);
}
