using Xunit;

namespace GitSync.Testing;

/// <summary>How claims end.</summary>
public abstract class CompletionContract<THarness> : StoreContract<THarness>
    where THarness : StoreHarness, new()
{
    /// <summary>An ended operation is in history, and the lane shows how it ended.</summary>
    [Fact]
    public async Task CompletedOperation_IsInHistoryWithItsOutcome()
    {
        await Make.EnqueueOneAsync(Make.Outbound("t"));
        var claim = await Make.ClaimOneAsync();
        Clock.Advance(TimeSpan.FromSeconds(2));
        var conflict = new FieldConflict("title", SyncSide.GitHub, "theirs", "mine", "base");
        await Make.EndAsync(StoreScenario.Completed(claim) with { Conflicts = [conflict] });
        var ended = await Make.FindAsync(claim.Operation.Id);
        Assert.Equal(OperationState.Completed, ended.State);
        Assert.Equal(SyncRule.Merged, ended.Rule);
        Assert.Equal("Merged.", ended.Explanation);
        Assert.Equal(Clock.GetUtcNow(), ended.EndedAt);
        Assert.Equal([conflict], ended.Conflicts);
        var lane = (await Make.LaneOfTaskAsync("t"))!.Lane;
        Assert.Null(lane.Running);
        Assert.Equal(new LaneOutcome(ended.Id, OperationState.Completed, ended.Rule, "Merged.", Clock.GetUtcNow()), lane.LastOutcome);
        Assert.Empty(await Make.ClaimAsync());
    }

    /// <summary>A failure keeps its error; what it had marked as seen is forgotten.</summary>
    [Fact]
    public async Task ErroredOperation_DoesNotMakeItsRedeliveryADuplicate()
    {
        await Make.EnqueueOneAsync(Make.Inbound(1, 0));
        var claim = await Make.ClaimOneAsync();
        await Make.EndAsync(StoreScenario.Failed(claim));
        Assert.Equal(new OperationError("validation", "GitHub refused the title.", 422), (await Make.FindAsync(claim.Operation.Id)).Error);
        Assert.Equal(OperationState.Queued, (await Make.EnqueueOneAsync(Make.Inbound(1, 0))).State);
    }

    /// <summary>A retry waits for its time, shows why, and holds up nobody else.</summary>
    [Fact]
    public async Task Retry_WaitsForItsDueTimeAndShowsItsError()
    {
        await Make.EnqueueOneAsync(Make.Outbound("t"));
        var claim = await Make.ClaimOneAsync();
        var due = Clock.GetUtcNow().AddSeconds(20);
        await Make.EndAsync(StoreScenario.Retried(claim, due));
        await Make.EnqueueOneAsync(Make.Outbound("u"));
        var view = (await Make.LaneOfTaskAsync("t"))!;
        Assert.Equal(due, view.HeadDueAt);
        Assert.Equal("server_error", view.HeadError?.Code);
        var request = new ClaimRequest(StoreScenario.Worker, 9, StoreScenario.Lease);
        Assert.Equal("u", Assert.Single((await Store.WorkAsync([], request)).Claimed).Operation.LocalId);
        Assert.Equal(due, (await Store.WorkAsync([], request)).NextDueAt);
        Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Null((await Make.LaneOfTaskAsync("t"))!.HeadDueAt);
        var again = await Make.ClaimOneAsync();
        Assert.Equal(2, again.Operation.Attempts);
        Assert.Equal("server_error", again.Operation.Error?.Code);
        Assert.Null(again.Operation.DueAt);
    }

    /// <summary>What failed before stays with the operation, whatever becomes of it.</summary>
    [Fact]
    public async Task FailedAttempts_StayWithTheOperationUntilItsEnd()
    {
        await Make.EnqueueOneAsync(Make.Outbound("t"));
        var (first, begun) = (await Make.ClaimOneAsync(), Clock.GetUtcNow());
        Clock.Advance(TimeSpan.FromSeconds(3));
        await Make.EndAsync(StoreScenario.Retried(first));
        await Make.EndAsync(StoreScenario.Retried(await Make.ClaimOneAsync(), spends: false));
        await Make.EndAsync(StoreScenario.Failed(await Make.ClaimOneAsync()));
        FailedAttempt[] expected =
        [
            new(1, begun, begun.AddSeconds(3), StoreScenario.Retried(first).Error!),
            new(2, begun.AddSeconds(3), begun.AddSeconds(3), StoreScenario.Failed(first).Error!),
        ];
        Assert.Equal(expected, (await Make.FindAsync(first.Operation.Id)).Failures);

        Assert.True(await Store.RetryAsync(first.Operation.Id));
        var again = await Make.ClaimOneAsync();
        Assert.Equal(expected, again.Operation.Failures);
        var conflict = new FieldConflict("title", SyncSide.GitHub, "theirs", "mine", "base");
        await Make.EndAsync(StoreScenario.Completed(again) with { Conflicts = [conflict] });
        var ended = await Make.FindAsync(first.Operation.Id);
        Assert.Equal(expected, ended.Failures);
        Assert.Equal([conflict], ended.Conflicts);
        Assert.Null(ended.Error);
    }

    /// <summary>Of many failures the last ones are kept.</summary>
    [Fact]
    public async Task ManyFailedAttempts_AreCutToTheLastOnes()
    {
        const int attempts = SyncOperation.MaximumFailures + 2;
        await Make.EnqueueOneAsync(Make.Outbound("t"));
        for (var attempt = 0; attempt < attempts; attempt++)
        {
            await Make.EndAsync(StoreScenario.Retried(await Make.ClaimOneAsync()));
        }

        var numbers = (await Make.ClaimOneAsync()).Operation.Failures.Select(failure => failure.Number);
        Assert.Equal(Enumerable.Range(attempts - SyncOperation.MaximumFailures + 1, SyncOperation.MaximumFailures), numbers);
    }

    /// <summary>An outage fails many in one call.</summary>
    [Fact]
    public async Task AttemptsThatFailInOneCall_KeepEachItsOwn()
    {
        await Make.EnqueueAsync(Make.Inbound(1, 0), Make.Inbound(2, 0), Make.Inbound(3, 0));
        var claims = await Make.ClaimAsync();
        Completion[] completions = [StoreScenario.Retried(claims[0]), StoreScenario.Failed(claims[1]), StoreScenario.Completed(claims[2])];
        await Store.WorkAsync(completions, new ClaimRequest(StoreScenario.Worker, 0, StoreScenario.Lease));
        for (var i = 0; i < claims.Count; i++)
        {
            var failures = (await Make.FindAsync(claims[i].Operation.Id)).Failures;
            Assert.Equal(completions[i].Error is { } error ? [error] : [], failures.Select(failure => failure.Error));
        }
    }

    /// <summary>Waiting for a limit is no failure.</summary>
    [Fact]
    public async Task RetryThatSpendsNothing_DoesNotCountTheAttempt()
    {
        await Make.EnqueueOneAsync(Make.Outbound("t"));
        await Make.EndAsync(StoreScenario.Retried(await Make.ClaimOneAsync(), spends: false));
        Assert.Equal(1, (await Make.ClaimOneAsync()).Operation.Attempts);
    }

    /// <summary>A newer operation of the direction covers a retry.</summary>
    [Fact]
    public async Task RetryWithANewerOneQueued_IsCanceledByIt()
    {
        await Make.EnqueueOneAsync(Make.Outbound("t"));
        var claim = await Make.ClaimOneAsync();
        var newer = await Make.EnqueueOneAsync(Make.Outbound("t"));
        await Make.EndAsync(StoreScenario.Retried(claim, Clock.GetUtcNow().AddHours(1)));
        Assert.Equal(newer.OperationId, (await Make.FindAsync(claim.Operation.Id)).CanceledBy);
        Assert.Equal(newer.OperationId, (await Make.ClaimOneAsync()).Operation.Id);
    }

    /// <summary>A settling read enters with the end of what called for it.</summary>
    [Fact]
    public async Task FollowUp_IsQueuedInTheSameCommit()
    {
        await Make.EnqueueOneAsync(Make.Inbound(1, 0));
        var claim = await Make.ClaimOneAsync();
        var next = Make.Inbound(1, null).Operation with { DueAt = Clock.GetUtcNow().AddSeconds(5) };
        await Make.EndAsync(StoreScenario.Completed(claim) with { FollowUp = next });
        Assert.Empty(await Make.ClaimAsync());
        Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(next.Id, (await Make.ClaimOneAsync()).Operation.Id);
    }

    /// <summary>One that lost its lease, or is ended twice, does not hurt the others.</summary>
    [Fact]
    public async Task StaleCompletion_DoesNotHurtTheOthers()
    {
        await Make.EnqueueAsync(Make.Inbound(1, 0), Make.Inbound(2, 0));
        var claims = await Make.ClaimAsync();
        var stale = StoreScenario.Completed(claims[0]) with { Lease = claims[0].Lease with { Fence = 99 } };
        var foreign = StoreScenario.Completed(claims[0]) with { Lease = claims[0].Lease with { WorkerId = "worker-2" } };
        Completion[] completions = [stale, foreign, StoreScenario.Completed(claims[0]), StoreScenario.Completed(claims[0]), StoreScenario.Completed(claims[1])];
        var receipt = await Store.WorkAsync(completions, new ClaimRequest(StoreScenario.Worker, 0, StoreScenario.Lease));
        Assert.Equal(
            [CommitOutcome.LeaseLost, CommitOutcome.LeaseLost, CommitOutcome.Committed, CommitOutcome.LeaseLost, CommitOutcome.Committed],
            receipt.Outcomes);
    }

    /// <summary>An illegal end frees the lane and says so, instead of failing the batch.</summary>
    [Fact]
    public async Task IllegalEnd_BecomesAnErrorOfItsOwnOperation()
    {
        await Make.EnqueueAsync(Make.Inbound(1, 0), Make.Inbound(2, 0));
        var claims = await Make.ClaimAsync();
        var illegal = StoreScenario.Completed(claims[0]) with { State = OperationState.Canceled };
        var receipt = await Store.WorkAsync(
            [illegal, StoreScenario.Completed(claims[1])], new ClaimRequest(StoreScenario.Worker, 0, StoreScenario.Lease));
        Assert.Equal([CommitOutcome.Committed, CommitOutcome.Committed], receipt.Outcomes);
        Assert.Equal("faulty_completion", (await Make.FindAsync(claims[0].Operation.Id)).Error?.Code);
        Assert.Equal(OperationState.Completed, (await Make.FindAsync(claims[1].Operation.Id)).State);
    }

    /// <summary>
    /// Whole seconds cannot order two states of one second: whichever operation stays carries the one that comes last in the fixed order.
    /// </summary>
    [Theory]
    [InlineData("A", "B")]
    [InlineData("B", "A")]
    public async Task RetryCoveredByANewerOneOfItsSecond_LeavesItItsPayload(string running, string queued)
    {
        await Make.EnqueueOneAsync(Make.Inbound(1, 0, running));
        var claim = await Make.ClaimOneAsync();
        var newer = await Make.EnqueueOneAsync(Make.Inbound(1, 0, queued));
        await Make.EndAsync(StoreScenario.Retried(claim));

        var titles = new[] { (TaskSyncOperation)claim.Operation, (TaskSyncOperation)Make.Inbound(1, 0, queued).Operation };
        var last = titles.MaxBy(operation => operation.ContentHash!.Value)!.Issue!.Title;
        var heir = Assert.IsType<TaskSyncOperation>(await Make.FindAsync(newer.OperationId));
        Assert.Equal(last, heir.Issue!.Title);
        Assert.True(heir.Fetch);
    }

    /// <summary>An administrator queues a failure again, with all its attempts.</summary>
    [Fact]
    public async Task RetriedByAnAdministrator_StartsAfresh()
    {
        await Make.EnqueueOneAsync(Make.Outbound("t"));
        var claim = await Make.ClaimOneAsync();
        Assert.False(await Store.RetryAsync(claim.Operation.Id));
        await Make.EndAsync(StoreScenario.Failed(claim));
        Assert.True(await Store.RetryAsync(claim.Operation.Id, "ada"));
        Assert.Equal("Queued again by ada.", (await Make.FindAsync(claim.Operation.Id)).Explanation);
        Assert.False(await Store.RetryAsync(claim.Operation.Id));
        Assert.False(await Store.RetryAsync(Make.NextId()));
        var again = await Make.ClaimOneAsync();
        Assert.Equal(claim.Operation.Id, again.Operation.Id);
        Assert.Equal(1, again.Operation.Attempts);
    }

    /// <summary>What is queued by now covers a failure that is queued again.</summary>
    [Fact]
    public async Task RetriedByAnAdministratorWithANewerOneQueued_IsCanceledByIt()
    {
        await Make.EnqueueOneAsync(Make.Outbound("t"));
        var claim = await Make.ClaimOneAsync();
        await Make.EndAsync(StoreScenario.Failed(claim));
        var newer = await Make.EnqueueOneAsync(Make.Outbound("t"));
        Assert.True(await Store.RetryAsync(claim.Operation.Id));
        Assert.Equal(newer.OperationId, (await Make.FindAsync(claim.Operation.Id)).CanceledBy);
    }
}
