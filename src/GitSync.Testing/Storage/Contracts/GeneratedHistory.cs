using System.Globalization;

namespace GitSync.Testing;

/// <summary>A history drawn from a seed: the same seed makes the same calls on any store, and says what came back.</summary>
internal sealed class GeneratedHistory(ISyncStore store, int seed, ManualClock clock)
{
    private const int Issues = 6;
    private const int Workers = 3;
    private const int Latest = 8;

    private readonly Random _random = new(seed);
    private readonly StoreScenario _make = new(store, clock);
    private readonly List<ClaimedOperation> _held = [];
    private readonly List<Guid> _errored = [];
    private readonly List<EnqueueItem> _sent = [];

    public HashSet<Guid> Entered { get; } = [];

    public IReadOnlyCollection<LaneName> Records { get; } =
    [
        .. Enumerable.Range(0, Issues).Select(i => LaneName.OfTask("t" + i)),
        .. Enumerable.Range(0, Issues).Select(i => LaneName.OfComment("c" + i)),
    ];

    public TimeSpan NextPause() => TimeSpan.FromMilliseconds(_random.Next(0, 3) == 0 ? _random.Next(0, 40_000) : _random.Next(0, 300));

    public async Task<string> StepAsync()
    {
        var what = _random.Next(100);
        return what switch
        {
            < 50 => await EnqueueAsync(),
            < 88 => await WorkAsync(),
            < 92 => await CheckpointAsync(),
            < 94 => await ReleaseAsync(),
            < 97 => await RetryAsync(),
            _ => await CancelAsync(),
        };
    }

    private async Task<string> EnqueueAsync()
    {
        var items = Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Draw()).ToArray();
        var receipt = await store.EnqueueAsync(new EnqueueBatch { Items = items });
        foreach (var outcome in receipt.Outcomes.Where(outcome => outcome.State is not null))
        {
            Entered.Add(outcome.OperationId);
        }

        _sent.AddRange(items);
        return "enqueue " + string.Join(" | ", receipt.Outcomes);
    }

    private EnqueueItem Draw()
    {
        var number = _random.Next(Issues);
        var second = _random.Next(-30, 400);
        var task = _random.Next(3) == 0 ? "t" + number : null;
        return _random.Next(20) switch
        {
            < 7 => _make.Inbound(number, second, "title " + _random.Next(3), task: task),
            7 => _make.Inbound(number, second, action: SyncAction.Deleted),
            8 => _make.Inbound(number, null) with { OnlyIfUnlinked = _random.Next(2) == 0 },
            < 13 => _make.Outbound("t" + number, priority: (SyncPriority)_random.Next(3)),
            13 => _make.Outbound("t" + number, SyncAction.Deleted),
            14 when _sent.Count > 0 => _sent[_random.Next(_sent.Count)],
            15 => _make.Outbound("t" + number) with { Admission = Admission.Refused(SyncRule.OutboundClosed, "closed.") },
            < 18 => _make.OutboundComment("c" + _random.Next(Issues), "t" + number),
            _ => _make.InboundComment(_random.Next(Issues), number, second),
        };
    }

    private async Task<string> WorkAsync()
    {
        var worker = "w" + _random.Next(Workers);
        var mine = _held.Where(claim => claim.Lease.WorkerId == worker).Take(_random.Next(4)).ToArray();
        _held.RemoveAll(claim => mine.Contains(claim));
        var completions = mine.Select(End).ToArray();
        var receipt = await store.WorkAsync(completions, new ClaimRequest(worker, _random.Next(4), StoreScenario.Lease));
        for (var i = 0; i < completions.Length; i++)
        {
            if (receipt.Outcomes[i] == CommitOutcome.Committed && completions[i] is { FollowUp: { } next })
            {
                Entered.Add(next.Id);
            }

            if (receipt.Outcomes[i] == CommitOutcome.Committed && completions[i].State == OperationState.Errored)
            {
                _errored.Add(completions[i].Lease.OperationId);
            }
            else if (receipt.Outcomes[i] is CommitOutcome.NameTaken or CommitOutcome.NameInUse)
            {
                _held.Add(mine[i]);
            }
        }

        _held.AddRange(receipt.Claimed);
        var ended = string.Join(',', completions.Select(completion => completion.State));
        var claimed = string.Join(" | ", receipt.Claimed.Select(Say));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"work {worker} {ended} -> {string.Join(',', receipt.Outcomes)}; {claimed}; next {receipt.NextDueAt:O}");
    }

    private Completion End(ClaimedOperation claim) => _random.Next(10) switch
    {
        0 => StoreScenario.Failed(claim),
        1 => StoreScenario.Retried(claim, clock.GetUtcNow().AddSeconds(_random.Next(60)), _random.Next(2) == 0),
        2 => StoreScenario.Completed(claim) with { State = OperationState.Dropped, DroppedFor = claim.Operation.Id },
        3 => StoreScenario.Completed(claim) with { FollowUp = FollowUp(claim) },
        4 => StoreScenario.Completed(claim) with { State = OperationState.Duplicate },
        _ => StoreScenario.Completed(claim, Link(claim)),
    };

    private SyncOperation FollowUp(ClaimedOperation claim) => claim.Operation with
    {
        Id = _make.NextId(),
        Direction = SyncDirection.Inbound,
        Action = SyncAction.Refreshed,
        GitHubUpdatedAt = null,
        ContentHash = null,
        DueAt = clock.GetUtcNow().AddSeconds(5),
    };

    private LaneLink? Link(ClaimedOperation claim)
    {
        var number = _random.Next(Issues);
        return claim.Operation.Kind == ResourceKind.Comment || _random.Next(3) == 0
            ? null
            : StoreScenario.Link("t" + _random.Next(Issues), _random.Next(6) == 0 ? null : number, "m" + claim.Lease.LaneId);
    }

    private async Task<string> CheckpointAsync()
    {
        if (_held.Count == 0)
        {
            return "nothing to checkpoint";
        }

        var claim = _held[_random.Next(_held.Count)];
        return Link(claim) is { } link ? "checkpoint " + await store.CheckpointAsync(claim.Lease, link) : "no link";
    }

    private async Task<string> ReleaseAsync()
    {
        await store.ReleaseAsync("w" + _random.Next(Workers));
        return "release";
    }

    private async Task<string> RetryAsync() => _errored.Count == 0
        ? "nothing to retry"
        : "retry " + await store.RetryAsync(_errored[_random.Next(_errored.Count)]);

    private async Task<string> CancelAsync()
    {
        if (_sent.Count == 0)
        {
            return "nothing to cancel";
        }

        // Mostly one of the last, which is likely to be queued still.
        var latest = _random.Next(4) == 0 ? _sent.Count : Math.Min(_sent.Count, Latest);
        return "cancel " + await store.CancelAsync(_sent[^_random.Next(1, latest + 1)].Operation.Id);
    }

    /// <summary>Everything of a claim that two stores can compare: documents are equal when their bytes are.</summary>
    private static string Say(ClaimedOperation claim) => string.Join(
        ' ',
        claim.Lease,
        System.Text.Encoding.UTF8.GetString(StoredDocuments.Write(claim.Operation)),
        claim.Lane,
        System.Text.Encoding.UTF8.GetString(StoredDocuments.Write(claim.Link)),
        claim.ParentLink is null ? "" : System.Text.Encoding.UTF8.GetString(StoredDocuments.Write(claim.ParentLink)));
}
