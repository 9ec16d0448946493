using System.Buffers.Binary;

namespace GitSync.Benchmarks;

/// <summary>What the addresses of the pages name, found by the reader; and a look whether what was filled is all there.</summary>
internal sealed record Landmarks
{
    public required QueueSummary Summary { get; init; }

    public required LaneView LongLane { get; init; }

    /// <summary>The newest operation of the long lane.</summary>
    public required SyncOperation OfLongLane { get; init; }

    /// <summary>A canceled one in the middle of the long lane.</summary>
    public required SyncOperation InTheMiddle { get; init; }

    /// <summary>A webhook that brought several operations.</summary>
    public required WebhookDelivery Delivery { get; init; }

    /// <summary>Where the second page of all operations begins.</summary>
    public required Guid SecondPage { get; init; }

    /// <summary>How many operations of a busy repository wait.</summary>
    public required int Waiting { get; init; }

    /// <summary>How many errored ones a busy repository has.</summary>
    public required int Errored { get; init; }

    public required Guid Run { get; init; }

    /// <summary>Twenty days ago, as the id of an operation.</summary>
    public static Guid Deep(DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, (now - (Landscape.Age * 2 / 3)).ToUnixTimeMilliseconds() << 16);
        return new Guid(bytes, bigEndian: true);
    }

    public static async Task<Landmarks> FindAsync(ISyncStore store, DashboardSettings settings)
    {
        var summary = await store.SummarizeAsync().ConfigureAwait(false);
        var ended = OperationStates.All.Where(state => state.IsEnded()).ToArray();
        BenchmarkBrokenException.Require(ended.All(state => summary.Counts[state] > 0), "There is an end that no operation came to.");
        BenchmarkBrokenException.Require(
            ended.Sum(state => summary.Counts[state]) >= settings.Ended * 0.99, "Fewer operations have ended than were to be filled in.");
        Console.WriteLine("  " + string.Join(", ", summary.Counts.Select(pair => $"{pair.Value:N0} {pair.Key.Name()}")));

        var name = LaneName.OfTask(Landscape.LongTask(0));
        var lane = (await store.FindLanesAsync([name]).ConfigureAwait(false))[name];
        var all = await AllOfAsync(store, lane.Lane.Id).ConfigureAwait(false);
        BenchmarkBrokenException.Require(all.Count >= settings.LongLane * 0.9, $"The long lane has {all.Count} operations.");
        BenchmarkBrokenException.Require(
            all.TrueForAll(operation => operation is TaskSyncOperation { Issue.Title.Length: > 0, Rule: not null, EndedAt: not null }),
            "An operation of the long lane came back with something missing.");
        var repository = Landscape.RepositoryOf(1);
        var run = (await store.ListStateAsync("runs/").ConfigureAwait(false))[0].Key;
        return new Landmarks
        {
            Summary = summary,
            LongLane = lane,
            OfLongLane = all[0],
            InTheMiddle = all.Skip(all.Count / 2).First(operation => operation.State == OperationState.Canceled),
            Delivery = await DeliveryAsync(store).ConfigureAwait(false),
            SecondPage = (await store.SearchOperationsAsync(new OperationSearch()).ConfigureAwait(false)).Continue!.Value,
            Waiting = await CountAsync(store, new OperationSearch { State = OperationState.Queued, RepositoryId = repository }).ConfigureAwait(false),
            Errored = await CountAsync(store, new OperationSearch { State = OperationState.Errored, RepositoryId = repository }).ConfigureAwait(false),
            Run = Guid.Parse(run.AsSpan("runs/".Length)),
        };
    }

    private static async Task<List<SyncOperation>> AllOfAsync(ISyncStore store, long lane)
    {
        var all = new List<SyncOperation>();
        await foreach (var page in PagesAsync(store, new OperationSearch { LaneId = lane }).ConfigureAwait(false))
        {
            all.AddRange(page);
        }

        return all;
    }

    private static async Task<int> CountAsync(ISyncStore store, OperationSearch search)
    {
        var count = 0;
        await foreach (var page in PagesAsync(store, search).ConfigureAwait(false))
        {
            count += page.Count;
        }

        return count;
    }

    private static async IAsyncEnumerable<IReadOnlyList<SyncOperation>> PagesAsync(ISyncStore store, OperationSearch search)
    {
        const int MaximumPages = 100_000;
        Guid? position = null;
        for (var number = 0; number < MaximumPages; number++)
        {
            var page = await store.SearchOperationsAsync(search with { Before = position, Limit = OperationQuery.MaximumLimit }).ConfigureAwait(false);
            yield return page.Operations;
            position = page.Continue;
            if (position is null)
            {
                yield break;
            }
        }
    }

    private static async Task<WebhookDelivery> DeliveryAsync(ISyncStore store)
    {
        var page = await store.ListDeliveriesAsync(new DeliveryQuery { Limit = OperationQuery.MaximumLimit }).ConfigureAwait(false);
        return page.Deliveries.First(delivery => delivery.Operations.Count > 1);
    }
}
