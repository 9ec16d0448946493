namespace GitSync.MultiHost;

/// <summary>Reads a store whole, through its reader, page by page.</summary>
internal static class StoreReading
{
    /// <summary>Everything that the verifier wants to see.</summary>
    /// <param name="store">The store, at rest.</param>
    /// <param name="lanes">How many lanes the plan has.</param>
    public static async Task<StoreContent> ReadAsync(ISyncStore store, int lanes)
    {
        var operations = new List<SyncOperation>();
        IReadOnlyList<SyncOperation> page = [];
        do
        {
            Guid? after = page is [.., var last] ? last.Id : null;
            page = await store.ListOperationsAsync(new OperationQuery { After = after, Limit = OperationQuery.MaximumLimit });
            operations.AddRange(page);
        }
        while (page.Count > 0);

        var views = new Dictionary<LaneName, LaneView>();
        foreach (var names in Enumerable.Range(0, lanes).Select(index => new PlannedLane(index).Local).Chunk(OperationQuery.MaximumLimit))
        {
            foreach (var (name, view) in await store.FindLanesAsync(names))
            {
                views.Add(name, view);
            }
        }

        return new StoreContent { Operations = operations, Counts = (await store.SummarizeAsync()).Counts, Lanes = views };
    }
}
