namespace GitSync;

/// <summary>
/// Notes what this host's queue says of ends and failures, until it is written down. On the way of an operation it costs a lock and a few
/// additions. Thread-safe.
/// </summary>
internal sealed class ActivityRecorder(ActivityMeter meter, TimeProvider time)
{
    /// <summary>More claims than one host works on at a time; were there more, their durations would not be known.</summary>
    public const int MaximumClaims = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Claim> _claims = [];
    private List<ActivityTally> _minutes = [];

    /// <summary>A batch was taken in: some of it may have ended at once, or taken the place of what was queued.</summary>
    public void Entered(EnqueueBatch batch, EnqueueReceipt receipt)
    {
        for (var i = 0; i < receipt.Outcomes.Count; i++)
        {
            var outcome = receipt.Outcomes[i];
            if (outcome.State is { } state && state.IsEnded())
            {
                AddEnded(state, batch.Items[i].Operation.Direction);
            }

            AddCovered(outcome.Covered);
        }
    }

    /// <summary>An administrator took an operation out of the queue.</summary>
    public void Canceled() => AddCovered(1);

    /// <summary>A worker's call was answered.</summary>
    /// <param name="completions">What it had ended.</param>
    /// <param name="receipt">What became of it, and what it has to do now.</param>
    /// <param name="calledAt">When it called, by <see cref="TimeProvider.GetTimestamp"/>.</param>
    public void Worked(IReadOnlyList<Completion> completions, WorkReceipt receipt, long calledAt)
    {
        for (var i = 0; i < receipt.Outcomes.Count; i++)
        {
            if (receipt.Outcomes[i] != CommitOutcome.Busy)
            {
                End(completions[i], receipt.Outcomes[i], calledAt);
            }
        }

        if (receipt.Claimed.Count > 0)
        {
            var now = time.GetTimestamp();
            lock (_gate)
            {
                foreach (var claim in receipt.Claimed)
                {
                    Note(claim, now);
                }
            }
        }
    }

    /// <summary>What was noted since the last time; the caller's from now on.</summary>
    public List<ActivityTally> Take()
    {
        lock (_gate)
        {
            (var taken, _minutes) = (_minutes, []);
            return taken;
        }
    }

    /// <summary>What was taken could not be written down: it is kept for the next time, as far as it is of the last hour.</summary>
    public void PutBack(List<ActivityTally> taken)
    {
        lock (_gate)
        {
            _minutes = ActivityHour.Merge(taken, _minutes, ActivityTally.MinuteOf(time.GetUtcNow()));
        }
    }

    private void Note(ClaimedOperation claim, long now)
    {
        if (_claims.Count >= MaximumClaims)
        {
            // Claims that were taken away are never heard of again.
            _claims.Clear();
        }

        var operation = claim.Operation;
        var waited = operation.StartedAt - claim.RunnableSince ?? TimeSpan.Zero;
        _claims[operation.Id] = new Claim(operation.Direction, waited > TimeSpan.Zero ? waited : TimeSpan.Zero, now);
    }

    private void End(Completion completion, CommitOutcome outcome, long calledAt)
    {
        Claim claim;
        bool isKnown;
        lock (_gate)
        {
            isKnown = _claims.Remove(completion.Lease.OperationId, out claim);
        }

        // A name that was taken is told by an error of the store's own.
        var (state, code) = outcome switch
        {
            CommitOutcome.Committed => (completion.State, completion.IsFailedAttempt ? completion.Error!.Code : null),
            CommitOutcome.NameTaken => (OperationState.Errored, LaneRequeue.NameTakenCode),
            _ => (OperationState.Queued, null),
        };
        if (code is not null)
        {
            lock (_gate)
            {
                Current().AddError(ActivityTally.Tame(code), 1);
            }
        }

        if (!state.IsEnded())
        {
            return;
        }

        AddEnded(state, isKnown ? claim.Direction : null);
        if (isKnown)
        {
            var processed = time.GetElapsedTime(claim.ClaimedAt, calledAt);
            meter.Took(claim.Waited, processed);
            lock (_gate)
            {
                var minute = Current();
                minute.Waited[DurationHistogram.BucketOf(claim.Waited)]++;
                minute.Processed[DurationHistogram.BucketOf(processed)]++;
            }
        }
    }

    private void AddEnded(OperationState state, SyncDirection? direction)
    {
        meter.Ended(state, direction);
        lock (_gate)
        {
            var minute = Current();
            minute.Ended[(int)state]++;
            if (state == OperationState.Completed && direction is { } known)
            {
                minute.Completed[(int)known]++;
            }
        }
    }

    private void AddCovered(int count)
    {
        if (count > 0)
        {
            meter.Ended(OperationState.Canceled, null, count);
            lock (_gate)
            {
                Current().Ended[(int)OperationState.Canceled] += count;
            }
        }
    }

    /// <summary>The running minute. Inside the lock.</summary>
    private ActivityTally Current()
    {
        var now = ActivityTally.MinuteOf(time.GetUtcNow());
        if (_minutes.Count > 0 && _minutes[^1].Minute == now)
        {
            return _minutes[^1];
        }

        // A clock that was set back makes a second entry of a minute; merging makes it one again.
        if (_minutes.Count >= ActivityMinute.MaximumMinutes)
        {
            _minutes.RemoveAt(0);
        }

        _minutes.Add(new ActivityTally(now));
        return _minutes[^1];
    }

    private readonly record struct Claim(SyncDirection Direction, TimeSpan Waited, long ClaimedAt);
}
