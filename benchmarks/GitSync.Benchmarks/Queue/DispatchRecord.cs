namespace GitSync.Benchmarks;

/// <summary>
/// A processor that takes a given time, and checks what the dispatcher hands it: no lane runs twice at a time, each goes oldest first, nothing twice.
/// Thread-safe.
/// </summary>
/// <param name="takes">How long an operation takes; zero for one that has nothing to do.</param>
/// <param name="started">Called when an operation starts, with its lane; null for nothing.</param>
internal sealed class DispatchRecord(TimeSpan takes, Func<ClaimedOperation, Task>? started = null) : ISyncProcessor
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Lock _gate = new();
    private readonly HashSet<long> _running = [];
    private readonly HashSet<Guid> _seen = [];
    private readonly Dictionary<long, (DateTimeOffset OrderedAt, Guid Id)> _last = [];
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = int.MaxValue;
    private string? _broken;

    /// <summary>Operations wait inside the processor until then.</summary>
    public void Open() => _open.TrySetResult();

    /// <summary>Begins to count: <see cref="EndedAsync"/> ends after so many more operations.</summary>
    public void Expect(int operations)
    {
        lock (_gate)
        {
            _left = operations;
            _ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <exception cref="BenchmarkBrokenException">They do not end, or not as they should.</exception>
    public async Task EndedAsync()
    {
        try
        {
            await _ended.Task.WaitAsync(Patience, TimeProvider.System).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new BenchmarkBrokenException($"{_left} operations did not run within {Patience}.");
        }

        BenchmarkBrokenException.Require(_broken is null, _broken ?? "");
    }

    public async Task<Completion> ProcessAsync(ClaimedOperation claim, CancellationToken cancellationToken)
    {
        var feeding = Start(claim) && started is not null ? started(claim) : Task.CompletedTask;
        await _open.Task.ConfigureAwait(false);
        if (takes > TimeSpan.Zero)
        {
            await Task.Delay(takes, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }

        await feeding.ConfigureAwait(false);
        End(claim);
        return Drain.Complete(claim);
    }

    private bool Start(ClaimedOperation claim)
    {
        var (lane, place) = (claim.Lease.LaneId, (claim.Operation.OrderedAt, claim.Operation.Id));
        lock (_gate)
        {
            Require(_running.Add(lane), $"Lane {lane} ran twice at a time.");
            Require(_seen.Add(claim.Operation.Id), $"Operation {claim.Operation.Id} was handed out twice.");
            Require(!_last.TryGetValue(lane, out var last) || last.CompareTo(place) < 0, $"Lane {lane} did not go oldest first.");
            _last[lane] = place;
            return _broken is null;
        }
    }

    private void End(ClaimedOperation claim)
    {
        lock (_gate)
        {
            _running.Remove(claim.Lease.LaneId);
            if (--_left == 0 || _broken is not null)
            {
                _ended.TrySetResult();
            }
        }
    }

    private void Require(bool holds, string message) => _broken ??= holds ? null : message;
}
