namespace GitSync.Benchmarks;

/// <summary>
/// A month's work, through the store itself: operations enter in waves, under the rules, and each wave is run before the next one comes. So every row is
/// the store's own, whatever its columns will be tomorrow.
/// </summary>
internal sealed class HistoryFill(ISyncStore store, FillClock clock, DashboardSettings settings)
{
    private const string Worker = "month";
    private const int WaveSize = 2_000;
    private const int BatchSize = 1_000;
    private const int MaximumClaims = 512;

    /// <summary>More than any wave takes.</summary>
    private const int MaximumRounds = 1_000;

    /// <summary>Of so many lanes that come up in a wave, the ends are dealt out as in <see cref="Unit"/>.</summary>
    private const int Deal = 80;

    private static readonly TimeSpan Lease = TimeSpan.FromHours(1);

    private readonly HistoryItems _items = new(clock);
    private readonly InboxItems _inbox = new(clock);
    private readonly Dictionary<Guid, OperationError> _fail = [];
    private int _lane;
    private int _unit;

    /// <summary>Ordinary lanes: enough for each to come up about twenty times, and for all that waits in the end.</summary>
    private int Lanes => Math.Max(settings.Ended / 20, settings.Queued + settings.Running + WaveSize);

    public async Task RunAsync()
    {
        var start = clock.GetUtcNow();
        var waves = settings.Ended / WaveSize;
        for (var wave = 0; wave < waves; wave++)
        {
            clock.Set(start + (Landscape.Age * wave / waves));
            var items = new List<EnqueueItem>(WaveSize);
            items.AddRange(wave == 0 ? Rare() : []);
            items.AddRange(OfLongLanes(settings.LongLane / waves));
            while (items.Count + (settings.Deliveries / waves) < WaveSize)
            {
                items.AddRange(Unit());
            }

            foreach (var batch in items.Chunk(BatchSize))
            {
                await store.EnqueueAsync(new EnqueueBatch { Items = batch }).ConfigureAwait(false);
            }

            await Task.WhenAll(Enumerable.Range(0, settings.Deliveries / waves)
                .Select(_ => store.EnqueueAsync(_inbox.Next(delivery => _items.Edit(NextLane(), delivery: delivery))))).ConfigureAwait(false);
            await RunWaveAsync().ConfigureAwait(false);
            if (wave % (1 + (waves / 10)) == 0)
            {
                Console.WriteLine($"  filled {(wave + 1) * WaveSize:N0} of {settings.Ended:N0}");
            }
        }
    }

    /// <summary>What one lane gets in a wave.</summary>
    private IEnumerable<EnqueueItem> Unit()
    {
        var (deal, lane) = (_unit++ % Deal, NextLane());
        switch (deal)
        {
            case < 30:
                return [_items.Edit(lane)];
            case < 36:
                return [_items.EditHere(lane)];
            case < 40:
                return [_items.Comment(lane)];
            case < 54:
                return [_items.Edit(lane), _items.Edit(lane, seconds: 5)];
            case < 66:
                var news = _items.Edit(lane);
                return [news, _items.Again(news)];
            case < 72:
                return [_items.Edit(lane), _items.Edit(lane, seconds: -100)];
            case < 76:
                return [_items.Edit("off-" + lane, Landscape.SwitchedOff, 1 + lane, 0)];
            default:
                return [Failing(_items.Edit(lane), new OperationError(Landscape.CommonError, "GitHub did not take the labels.", 422))];
        }
    }

    /// <summary>What came up once, at the beginning: the farthest that a search has to look.</summary>
    private IEnumerable<EnqueueItem> Rare() =>
    [
        Failing(_items.Edit("quiet-1", Landscape.Quiet, 1, 0), new OperationError(Landscape.RareError, "The branch is protected.", 403)),
        .. Enumerable.Range(2, 4).Select(number => _items.Edit("quiet-" + number, Landscape.Quiet, number, 0)),
    ];

    private IEnumerable<EnqueueItem> OfLongLanes(int each) =>
        from number in Enumerable.Range(0, Landscape.LongLanes)
        from edit in Enumerable.Range(0, each)
        select _items.Edit(Landscape.LongTask(number), Landscape.RepositoryOf(number), Landscape.LongIssue(number), edit);

    private EnqueueItem Failing(EnqueueItem item, OperationError error)
    {
        _fail[item.Operation.Id] = error;
        return item;
    }

    private int NextLane() => _lane++ % Lanes;

    private async Task RunWaveAsync()
    {
        IReadOnlyList<Completion> done = [];
        for (var round = 0; round < MaximumRounds; round++)
        {
            var receipt = await store.WorkAsync(done, new ClaimRequest(Worker, MaximumClaims, Lease)).ConfigureAwait(false);
            BenchmarkBrokenException.Require(receipt.Outcomes.All(outcome => outcome == CommitOutcome.Committed), "A completion was not committed.");
            if (receipt.Claimed.Count == 0)
            {
                return;
            }

            done = [.. receipt.Claimed.Select(End)];
        }

        throw new BenchmarkBrokenException("A wave does not end.");
    }

    private Completion End(ClaimedOperation claim) => _fail.Remove(claim.Operation.Id, out var error)
        ? new Completion
        {
            Lease = claim.Lease,
            State = OperationState.Errored,
            Rule = SyncRule.Failed,
            Explanation = $"Failed for good: {error.Message}",
            Error = error,
        }
        : Drain.Complete(claim) with { Link = claim.Link.Base is null ? LinkOf(claim) : null };

    private static LaneLink? LinkOf(ClaimedOperation claim) => claim.Operation is TaskSyncOperation { Issue: { } issue }
        ? claim.Link with
        {
            Remote = RemoteIdentity.Of(issue),
            Base = new LaneBase(
                new TaskContent { Title = issue.Title, Body = issue.Body, Labels = issue.Labels },
                issue.Kind,
                issue.UpdatedAt,
                ContentHash.Of(issue),
                new RemoteFacts(false, false, false, false, "octocat"),
                claim.Operation.Id),
        }
        : null;
}
