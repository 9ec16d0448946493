namespace GitSync.Core.Tests;

/// <summary>What becomes of an operation and its lane when it starts, ends, is tried again or is covered, field by field.</summary>
public sealed class LaneEndingTests
{
    private static readonly DateTimeOffset Now = Some.Noon.AddMinutes(10);

    /// <summary>Rules that drop for something outside of the lane.</summary>
    private static readonly SyncRule[] OutsideReasons =
    [
        SyncRule.NotConnected, SyncRule.ForeignInstallation, SyncRule.SyncOff, SyncRule.InstallationSuspended, SyncRule.FilteredOut,
        SyncRule.OutboundClosed, SyncRule.Withdrawn, SyncRule.RecordMissing, SyncRule.RecordThere,
    ];

    /// <summary>Every rule.</summary>
    public static TheoryData<SyncRule> Rules => [.. Enum.GetValues<SyncRule>()];

    [Theory]
    [InlineData(SyncDirection.Inbound)]
    [InlineData(SyncDirection.Outbound)]
    public void Start_TakesTheOperationOutOfTheQueue_AndCountsTheAttempt(SyncDirection direction)
    {
        var queued = Of(direction) with { Attempts = 2, DueAt = Some.Noon, WaitingSince = Some.Noon };
        var lane = Lane() with { Running = null, Fence = 6 };
        lane = direction == SyncDirection.Inbound ? lane with { QueuedInbound = PendingOperation.Of(queued) } : lane with { QueuedOutbound = PendingOperation.Of(queued) };

        var started = LaneTransitions.Start(lane, queued, Now);

        var running = queued with { State = OperationState.Processing, StartedAt = Now, Attempts = 3, DueAt = null };
        started.Operation.Should().Be(running);
        started.Heir.Should().BeNull();
        started.Lane.Should().Be(LaneTransitions.WithoutQueued(lane, Some.Id(1)) with { Running = PendingOperation.Of(running), Fence = 7 });
    }

    [Fact]
    public void WithoutQueued_TakesOutOnlyTheOneThatIsMeant()
    {
        var lane = Lane();

        LaneTransitions.WithoutQueued(lane, Some.Id(8)).Should().Be(lane with { QueuedInbound = null });
        LaneTransitions.WithoutQueued(lane, Some.Id(9)).Should().Be(lane with { QueuedOutbound = null });
        LaneTransitions.WithoutQueued(lane, Some.Id(1)).Should().Be(lane);
        LaneTransitions.WithoutQueued(Some.Lane(), Some.Id(1)).Should().Be(Some.Lane());
    }

    [Theory]
    [InlineData(OperationState.Completed)]
    [InlineData(OperationState.Dropped)]
    [InlineData(OperationState.Errored)]
    public void End_WritesWhatTheWorkerSays_AndFreesTheLane(OperationState state)
    {
        var operation = Running(SyncDirection.Inbound) with { Attempts = 3, DueAt = Some.Noon };

        var ended = LaneTransitions.End(
            Lane(), operation, Ends(state) with { DueAt = Now.AddDays(1), DroppedFor = Some.Id(5), SpendsAttempt = false }, Now);

        ended.Operation.Should().Be(operation with
        {
            State = state, Rule = SyncRule.InStep, Explanation = "because", DroppedFor = Some.Id(5), DueAt = null, EndedAt = Now,
        });
        ended.Heir.Should().BeNull();
        ended.Lane.Should().Be(Lane() with { Running = null, LastOutcome = new LaneOutcome(Some.Id(1), state, SyncRule.InStep, "because", Now) });
    }

    [Theory]
    [InlineData(SyncDirection.Inbound, true, 3)]
    [InlineData(SyncDirection.Inbound, false, 2)]
    [InlineData(SyncDirection.Outbound, true, 3)]
    [InlineData(SyncDirection.Outbound, false, 2)]
    public void End_QueuesARetryAgain_AndLeavesTheOutcome(SyncDirection direction, bool spendsAttempt, int attempts)
    {
        var operation = Running(direction) with { Attempts = 3 };
        var isInbound = direction == SyncDirection.Inbound;
        var lane = isInbound ? Lane() with { QueuedInbound = null } : Lane() with { QueuedOutbound = null };

        var ended = LaneTransitions.End(lane, operation, Ends(OperationState.Queued) with { DueAt = Now.AddMinutes(1), SpendsAttempt = spendsAttempt }, Now);

        var again = operation with
        {
            State = OperationState.Queued, Rule = SyncRule.InStep, Explanation = "because", DueAt = Now.AddMinutes(1), Attempts = attempts,
        };
        ended.Operation.Should().Be(again);
        ended.Heir.Should().BeNull();
        var pending = PendingOperation.Of(again);
        ended.Lane.Should().Be(isInbound ? lane with { Running = null, QueuedInbound = pending } : lane with { Running = null, QueuedOutbound = pending });
    }

    [Theory]
    [InlineData(SyncDirection.Inbound, 8)]
    [InlineData(SyncDirection.Outbound, 9)]
    public void End_CancelsARetryThatANewerOneCovers_AndNamesItsHeir(SyncDirection direction, int newer)
    {
        var operation = Running(direction);
        var lane = Lane() with { Watermark = Some.Watermark(1, 5, Some.ContentA) };

        var ended = LaneTransitions.End(lane, operation, Ends(OperationState.Queued), Now);

        var sentence = $"Canceled by operation {Some.Id(newer)}, which is newer and covers it.";
        ended.Operation.Should().Be(operation with
        {
            State = OperationState.Canceled, CanceledBy = Some.Id(newer), Rule = SyncRule.Superseded, Explanation = sentence, EndedAt = Now,
        });
        ended.Heir.Should().Be(Some.Id(newer));
        ended.Lane.Should().Be(lane with
        {
            Running = null, LastOutcome = new LaneOutcome(Some.Id(1), OperationState.Canceled, SyncRule.Superseded, sentence, Now),
        });
    }

    [Fact]
    public void End_QueuesADeletionAgain_WhateverElseWaits()
    {
        var deletion = Running(SyncDirection.Inbound) with { Action = SyncAction.Deleted };

        var ended = LaneTransitions.End(Lane(), deletion, Ends(OperationState.Queued), Now);

        ended.Operation.State.Should().Be(OperationState.Queued);
        ended.Heir.Should().BeNull();
        ended.Lane.Should().Be(Lane() with { Running = null, QueuedInbound = PendingOperation.Of(ended.Operation) });
    }

    /// <summary>News refused while it ran is later than what it did; only a completion would hide that.</summary>
    [Theory]
    [InlineData(OperationState.Completed, OperationState.Disabled, -1, false)]
    [InlineData(OperationState.Completed, OperationState.Disabled, 0, true)]
    [InlineData(OperationState.Completed, OperationState.Disabled, 1, true)]
    [InlineData(OperationState.Completed, OperationState.Errored, 1, false)]
    [InlineData(OperationState.Dropped, OperationState.Disabled, 1, false)]
    [InlineData(OperationState.Errored, OperationState.Disabled, 1, false)]
    public void End_KeepsARefusalThatCameWhileItRan(OperationState state, OperationState before, int secondsAfterItsStart, bool keeps)
    {
        var operation = Running(SyncDirection.Inbound);
        var refused = new LaneOutcome(Some.Id(4), before, SyncRule.SyncOff, "off", operation.StartedAt!.Value.AddSeconds(secondsAfterItsStart));

        var ended = LaneTransitions.End(Lane() with { LastOutcome = refused }, operation, Ends(state), Now);

        ended.Lane.LastOutcome.Should().Be(keeps ? refused : new LaneOutcome(Some.Id(1), state, SyncRule.InStep, "because", Now));
        ended.Lane.Running.Should().BeNull();
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void End_ForgetsWhatFailed_AndWhatWasDroppedForOutsideReasons(SyncRule rule)
    {
        var operation = Running(SyncDirection.Inbound);
        foreach (var state in new[] { OperationState.Completed, OperationState.Dropped, OperationState.Errored })
        {
            var ended = LaneTransitions.End(Remembers(1, 1, 1, 1), operation, Ends(state) with { Rule = rule }, Now);

            var forgets = state == OperationState.Errored || (state == OperationState.Dropped && OutsideReasons.Contains(rule));
            var outcome = new LaneOutcome(Some.Id(1), state, rule, "because", Now);
            ended.Lane.Should().Be((forgets ? Some.Lane() : Remembers(1, 1, 1, 1)) with { LastOutcome = outcome }, "it ended as {0} by {1}", state, rule);
        }
    }

    [Fact]
    public void Forget_TakesBackOnlyWhatTheOperationHadSet()
    {
        LaneTransitions.Forget(Some.Lane(), Some.Id(1)).Should().Be(Some.Lane());
        LaneTransitions.Forget(Remembers(2, 3, 4, 5), Some.Id(1)).Should().Be(Remembers(2, 3, 4, 5));
        LaneTransitions.Forget(Remembers(1, 3, 4, 5), Some.Id(1)).Should().Be(Remembers(2, 3, 4, 5) with { Watermark = null });
        LaneTransitions.Forget(Remembers(2, 1, 4, 5), Some.Id(1)).Should().Be(Remembers(2, 3, 4, 5) with { PullRequestWatermark = null });
        LaneTransitions.Forget(Remembers(2, 3, 1, 5), Some.Id(1)).Should().Be(Remembers(2, 3, 4, 5) with { RecordWatermark = null });
        LaneTransitions.Forget(Remembers(2, 3, 4, 1), Some.Id(1)).Should().Be(Remembers(2, 3, 4, 5) with { Tombstone = null });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void OutcomeOf_IsOfWhenItEnded_OrElseOfWhenItCame(bool hasEnded)
    {
        var operation = Some.Inbound(1) with
        {
            State = OperationState.Errored, Rule = SyncRule.Failed, Explanation = "why", CreatedAt = Some.Noon, EndedAt = hasEnded ? Now : null,
        };

        LaneTransitions.OutcomeOf(operation).Should().Be(
            new LaneOutcome(Some.Id(1), OperationState.Errored, SyncRule.Failed, "why", hasEnded ? Now : Some.Noon));
    }

    /// <summary>A lane with one of each direction waiting and one running.</summary>
    private static LaneState Lane() => Some.Lane() with
    {
        QueuedInbound = Some.Pending(8, SyncDirection.Inbound, 9),
        QueuedOutbound = Some.Pending(9, SyncDirection.Outbound),
        Running = Some.Pending(1, SyncDirection.Inbound, 5),
        LastOutcome = new LaneOutcome(Some.Id(3), OperationState.Completed, SyncRule.InStep, "before", Some.Noon),
        Fence = 4,
    };

    /// <summary>A lane that remembers these operations, each in its place.</summary>
    private static LaneState Remembers(int issue, int pullRequest, int record, int deletion) => Some.Lane() with
    {
        Watermark = Some.Watermark(issue, 5, Some.ContentA),
        PullRequestWatermark = Some.Watermark(pullRequest, 6, Some.ContentB),
        RecordWatermark = new RecordWatermark(Some.Noon, Some.Id(record)),
        Tombstone = new Tombstone(Some.Id(deletion), SyncSide.GitHub, Some.Noon),
    };

    private static TaskSyncOperation Of(SyncDirection direction) => direction == SyncDirection.Inbound ? Some.Inbound(1) : Some.Outbound(1);

    private static TaskSyncOperation Running(SyncDirection direction) =>
        Of(direction) with { State = OperationState.Processing, StartedAt = Some.Noon.AddMinutes(5), Attempts = 1, CreatedAt = Some.Noon };

    private static Completion Ends(OperationState state) => new()
    {
        Lease = new LaneLease(1, Some.Id(1), "w", 1),
        State = state,
        Rule = SyncRule.InStep,
        Explanation = "because",
    };
}
