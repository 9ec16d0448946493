namespace GitSync.Core.Tests;

public sealed class LaneTransitionsTests
{
    [Fact]
    public void SupersedingOperation_KeepsTheAgeOfWhatItCovers()
    {
        var first = Accept(Some.Lane(), Some.Inbound(1, 3), Some.Noon);

        var second = Accept(first.Lane, Some.Inbound(2, 5), Some.Noon.AddMinutes(1));

        second.Cancel.Should().Equal(Some.Id(1));
        second.Operation.WaitingSince.Should().Be(Some.Noon);
    }

    [Fact]
    public void ErroredOperation_NeverMakesARedeliveryADuplicate()
    {
        var first = Accept(Some.Lane(), Some.Inbound(1), Some.Noon);
        var started = LaneTransitions.Start(first.Lane, first.Operation, Some.Noon);
        var ended = LaneTransitions.End(started.Lane, started.Operation, Ends(OperationState.Errored), Some.Noon);

        Accept(ended.Lane, Some.Inbound(2), Some.Noon).Operation.State.Should().Be(OperationState.Queued);
    }

    [Fact]
    public void ErroredDeletion_TakesItsTombstoneAlong()
    {
        var deletion = Accept(Some.Lane(), Some.Inbound(1, action: SyncAction.Deleted), Some.Noon);
        deletion.Lane.Tombstone!.OperationId.Should().Be(Some.Id(1));
        var started = LaneTransitions.Start(deletion.Lane, deletion.Operation, Some.Noon);

        LaneTransitions.End(started.Lane, started.Operation, Ends(OperationState.Errored), Some.Noon).Lane.Tombstone.Should().BeNull();
    }

    // Found by simulation: what was refused meanwhile is later than what was done, and is looked at again once it may be.
    [Theory]
    [InlineData(1, OperationState.Disabled)]
    [InlineData(-1, OperationState.Completed)]
    public void NewsThatWereRefusedWhileItRan_StayTheLanesOutcome(int minutesAfterTheStart, OperationState outcome)
    {
        var first = Accept(Some.Lane(), Some.Inbound(1), Some.Noon);
        var refused = LaneTransitions.Accept(
            first.Lane, Some.Inbound(2, 6), Admission.Refused(SyncRule.SyncOff, "off"), RecordConflictPolicy.PerField, Some.Noon.AddMinutes(minutesAfterTheStart));
        refused.Operation.State.Should().Be(OperationState.Disabled);
        var started = LaneTransitions.Start(refused.Lane, first.Operation, Some.Noon);

        LaneTransitions.End(started.Lane, started.Operation, Ends(OperationState.Completed), Some.Noon.AddMinutes(2)).Lane.LastOutcome!.State.Should().Be(outcome);
    }

    [Fact]
    public void RetryWhileANewerOneWaits_IsCanceledByIt()
    {
        var first = Accept(Some.Lane(), Some.Inbound(1), Some.Noon);
        var started = LaneTransitions.Start(first.Lane, first.Operation, Some.Noon);
        var second = Accept(started.Lane, Some.Inbound(2, 6), Some.Noon);

        var ended = LaneTransitions.End(second.Lane, started.Operation, Ends(OperationState.Queued), Some.Noon);

        ended.Operation.State.Should().Be(OperationState.Canceled);
        ended.Operation.CanceledBy.Should().Be(Some.Id(2));
        ended.Lane.QueuedInbound!.Id.Should().Be(Some.Id(2));
    }

    [Fact]
    public void WaitingThatWasNoFailure_SpendsNoAttempt()
    {
        var first = Accept(Some.Lane(), Some.Inbound(1), Some.Noon);
        var started = LaneTransitions.Start(first.Lane, first.Operation, Some.Noon);
        started.Operation.Attempts.Should().Be(1);

        var ended = LaneTransitions.End(
            started.Lane, started.Operation, Ends(OperationState.Queued) with { SpendsAttempt = false, DueAt = Some.Noon.AddMinutes(5) }, Some.Noon);

        ended.Operation.Attempts.Should().Be(0);
        ended.Operation.DueAt.Should().Be(Some.Noon.AddMinutes(5));
    }

    [Theory]
    [InlineData(OperationState.Queued, true, true, true)]
    [InlineData(OperationState.Errored, true, true, true)]
    [InlineData(OperationState.Errored, true, false, true)]
    [InlineData(OperationState.Queued, true, false, false)]
    [InlineData(OperationState.Queued, false, true, false)]
    [InlineData(OperationState.Completed, false, true, false)]
    public void End_KeepsAnAttemptThatWasSpentOnAnError(OperationState state, bool hasError, bool spends, bool isKept)
    {
        var error = new OperationError("unavailable", "GitHub answered 502.", 502);
        var first = Accept(Some.Lane(), Some.Inbound(1), Some.Noon);
        var started = LaneTransitions.Start(first.Lane, first.Operation, Some.Noon);

        var ended = LaneTransitions.End(
            started.Lane,
            started.Operation,
            Ends(state) with { Error = hasError ? error : null, SpendsAttempt = spends },
            Some.Noon.AddSeconds(7));

        ended.Operation.Failures.Should().Equal(isKept ? [new FailedAttempt(1, Some.Noon, Some.Noon.AddSeconds(7), error)] : []);
    }

    [Fact]
    public void FailureThatANewerOneCovers_IsKeptOnTheCanceledOperation()
    {
        var first = Accept(Some.Lane(), Some.Inbound(1), Some.Noon);
        var started = LaneTransitions.Start(first.Lane, first.Operation, Some.Noon);
        var second = Accept(started.Lane, Some.Inbound(2, 6), Some.Noon);

        var ended = LaneTransitions.End(second.Lane, started.Operation, Ends(OperationState.Queued) with { Error = new("moved", "Moved.") }, Some.Noon);

        ended.Operation.State.Should().Be(OperationState.Canceled);
        ended.Operation.Failures.Should().ContainSingle().Which.Error.Code.Should().Be("moved");
    }

    [Fact]
    public void Failures_AreBoundedAndOldestFirst()
    {
        var accepted = Accept(Some.Lane(), Some.Inbound(1), Some.Noon);
        var (lane, operation) = (accepted.Lane, accepted.Operation);
        for (var i = 0; i < SyncOperation.MaximumFailures + 3; i++)
        {
            var started = LaneTransitions.Start(lane, operation, Some.Noon);
            var ended = LaneTransitions.End(started.Lane, started.Operation, Ends(OperationState.Queued) with { Error = new("moved", "Moved.") }, Some.Noon);
            (lane, operation) = (ended.Lane, ended.Operation);
        }

        operation.Failures.Select(failure => failure.Number).Should().Equal(Enumerable.Range(4, SyncOperation.MaximumFailures));
    }

    [Fact]
    public void RetryByAnAdministrator_KeepsWhatFailed()
    {
        var first = Accept(Some.Lane(), Some.Inbound(1), Some.Noon);
        var started = LaneTransitions.Start(first.Lane, first.Operation, Some.Noon);
        var ended = LaneTransitions.End(started.Lane, started.Operation, Ends(OperationState.Errored) with { Error = new("gone", "Gone.") }, Some.Noon);

        LaneRequeue.Retry(ended.Lane, ended.Operation, null, Some.Noon).Operation.Failures.Should().Equal(ended.Operation.Failures);
    }

    [Fact]
    public void FlaggedOperation_KeepsTheGreaterContent_WhicheverCameFirst()
    {
        var (a, b) = (Some.Inbound(1, title: "A"), Some.Inbound(2, title: "B"));

        var one = (TaskSyncOperation)LaneTransitions.FlagFetch(a, b);
        var other = (TaskSyncOperation)LaneTransitions.FlagFetch(b, a);

        one.Fetch.Should().BeTrue();
        one.Issue.Should().Be(other.Issue);
    }

    [Fact]
    public void EveryStart_RaisesTheFence()
    {
        var first = Accept(Some.Lane(), Some.Inbound(1), Some.Noon);
        var started = LaneTransitions.Start(first.Lane, first.Operation, Some.Noon);
        var back = LaneTransitions.End(started.Lane, started.Operation, Ends(OperationState.Queued), Some.Noon);

        LaneTransitions.Start(back.Lane, back.Operation, Some.Noon).Lane.Fence.Should().Be(2);
    }

    [Fact]
    public void CanceledByAnAdministrator_IsForgottenByItsLane()
    {
        var first = Accept(Some.Lane(), Some.Inbound(1), Some.Noon);

        var canceled = LaneRequeue.Cancel(first.Lane, first.Operation, null, Some.Noon.AddMinutes(1));

        canceled.Operation.Should().Be(first.Operation with
        {
            State = OperationState.Canceled,
            Rule = SyncRule.CanceledByAdministrator,
            Explanation = "Canceled by an administrator.",
            EndedAt = Some.Noon.AddMinutes(1),
        });
        canceled.Lane.Should().Be(Some.Lane() with
        {
            LastOutcome = new LaneOutcome(
                Some.Id(1), OperationState.Canceled, SyncRule.CanceledByAdministrator, "Canceled by an administrator.", Some.Noon.AddMinutes(1)),
        });
        Accept(canceled.Lane, Some.Inbound(2), Some.Noon).Operation.State.Should().Be(OperationState.Queued);
    }

    [Fact]
    public void CanceledDeletion_TakesItsTombstoneAlong()
    {
        var deletion = Accept(Some.Lane(), Some.Inbound(1, action: SyncAction.Deleted), Some.Noon);

        LaneRequeue.Cancel(deletion.Lane, deletion.Operation, null, Some.Noon).Lane.Tombstone.Should().BeNull();
    }

    [Fact]
    public void RunningOperation_CannotBeCanceled()
    {
        var first = Accept(Some.Lane(), Some.Inbound(1), Some.Noon);
        var started = LaneTransitions.Start(first.Lane, first.Operation, Some.Noon);

        var act = () => LaneRequeue.Cancel(started.Lane, started.Operation, null, Some.Noon);

        act.Should().Throw<InvalidOperationException>();
    }

    private static Acceptance Accept(LaneState lane, SyncOperation operation, DateTimeOffset now) =>
        LaneTransitions.Accept(lane, operation, Admission.Granted, RecordConflictPolicy.PerField, now);

    private static Completion Ends(OperationState state) => new()
    {
        Lease = new LaneLease(1, Some.Id(1), "w", 1),
        State = state,
        Rule = SyncRule.Failed,
        Explanation = "because",
    };
}
