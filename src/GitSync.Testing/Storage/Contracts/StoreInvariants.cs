using Xunit;

namespace GitSync.Testing;

/// <summary>What holds between any two calls of a store.</summary>
public static class StoreInvariants
{
    /// <summary>Fails when an operation is lost or double, a lane holds too much, or a kept count is wrong.</summary>
    /// <param name="store">The store.</param>
    /// <param name="entered">Every operation that was enqueued and not skipped.</param>
    /// <param name="records">Local names that may have lanes.</param>
    public static async Task AssertAsync(ISyncStore store, IReadOnlyCollection<Guid> entered, IReadOnlyCollection<LaneName> records)
    {
        ArgumentNullException.ThrowIfNull(store);
        var all = new List<SyncOperation>();
        IReadOnlyList<SyncOperation> page = [];
        do
        {
            page = await store.ListOperationsAsync(
                new OperationQuery { After = page.Count == 0 ? null : page[^1].Id, Limit = OperationQuery.MaximumLimit });
            all.AddRange(page);
        }
        while (page.Count > 0);

        Assert.Equal(entered.Distinct().Order(), all.Select(operation => operation.Id));
        var summary = await store.SummarizeAsync();
        foreach (var state in OperationStates.All)
        {
            Assert.Equal(all.Count(operation => operation.State == state), summary.Counts[state]);
        }

        Assert.Equal(
            all.Select(operation => operation.Id).Reverse(),
            (await FindAllAsync(store, new OperationSearch { Limit = OperationQuery.MaximumLimit })).Select(operation => operation.Id));
        var queued = all.Where(operation => operation.State == OperationState.Queued).ToArray();
        Assert.Equal(queued.Length == 0 ? null : queued.Min(operation => operation.WaitingSince), summary.OldestQueuedAt);
        Assert.All(
            all.Where(operation => operation.State == OperationState.Processing).GroupBy(operation => operation.LaneId),
            lane => Assert.Single(lane));
        Assert.All(queued.GroupBy(operation => (operation.LaneId, operation.Direction)), pair => Assert.Single(pair));
        Assert.All(all, operation => Assert.Equal(operation.State.IsEnded(), operation.EndedAt is not null));
        foreach (var (_, view) in await store.FindLanesAsync(records))
        {
            var own = queued.Where(operation => operation.LaneId == view.Lane.Id).ToArray();
            Assert.Equal(own.FirstOrDefault(operation => operation.Direction == SyncDirection.Inbound)?.Id, view.Lane.QueuedInbound?.Id);
            Assert.Equal(own.FirstOrDefault(operation => operation.Direction == SyncDirection.Outbound)?.Id, view.Lane.QueuedOutbound?.Id);
            Assert.Equal(
                all.Find(operation => operation.State == OperationState.Processing && operation.LaneId == view.Lane.Id)?.Id, view.Lane.Running?.Id);
        }
    }

    /// <summary>Everything that is searched for, page by page; fails when the pages do not end or are out of order.</summary>
    /// <param name="store">The store.</param>
    /// <param name="search">What is asked for.</param>
    internal static async Task<IReadOnlyList<SyncOperation>> FindAllAsync(ISyncStore store, OperationSearch search)
    {
        const int most = 1_000;
        var all = new List<SyncOperation>();
        for (var pages = 0; pages < most; pages++)
        {
            var page = await store.SearchOperationsAsync(search);
            Assert.True(page.Operations.Count <= search.Limit);
            all.AddRange(page.Operations);
            if (page.Continue is not { } next)
            {
                Assert.Equal(all.Select(operation => operation.Id).Distinct().OrderDescending(), all.Select(operation => operation.Id));
                return all;
            }

            Assert.True(search.Before is not { } before || next.CompareTo(before) < 0, "A search does not get on.");
            search = search with { Before = next };
        }

        throw new Xunit.Sdk.XunitException("The pages do not end.");
    }
}
