using GitSync.Dashboard.Pages;

namespace GitSync.Dashboard.Tests;

/// <summary>What an operation went through, as its page tells it.</summary>
public sealed class LifeStoryTests
{
    private static readonly DateTimeOffset Noon = new(2025, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly TaskSyncOperation Queued = new()
    {
        Id = Guid.Parse("0195d1c0-0000-7000-8000-000000000001"), Direction = SyncDirection.Outbound, Action = SyncAction.Edited, RepositoryId = 1, CreatedAt = Noon, WaitingSince = Noon,
    };

    [Fact]
    public void RetryByAPerson_StandsBetweenTheFailureAndTheNextTry()
    {
        var operation = Queued with
        {
            State = OperationState.Completed,
            StartedAt = Noon.AddMinutes(61),
            EndedAt = Noon.AddMinutes(62),
            Failures = [new FailedAttempt(1, Noon, Noon.AddMinutes(1), new OperationError("validation", "Title is too long.", 422))],
        };
        var entry = new AuditEntry { Id = Queued.Id, At = Noon.AddMinutes(60), Actor = "ada", Action = "retry", Target = "operation/1", Reason = "the title was mended" };

        LifeStory.Of(operation, [entry]).Select(step => (step.State, step.Sentence)).Should().Equal(
            (OperationState.Queued, "Accepted."),
            (OperationState.Errored, "A try failed: validation (422): Title is too long."),
            (OperationState.Queued, "ada asked for: retry, because: the title was mended."),
            (OperationState.Processing, "The last try began."),
            (OperationState.Completed, "Ended, 1 h after it was accepted."));
    }

    [Fact]
    public void WhatWaitsForALimit_DoesNotRun()
    {
        var operation = Queued with { StartedAt = Noon.AddSeconds(1), DueAt = Noon.AddHours(1) };

        LifeStory.Of(operation, []).Select(step => (step.State, step.At)).Should().Equal(
            (OperationState.Queued, Noon), (OperationState.Queued, Noon.AddSeconds(1)), (OperationState.Queued, Noon.AddHours(1)));
    }

    [Fact]
    public void WhatWasDecidedOnArrival_NeverWaited() =>
        LifeStory.Of(Queued with { State = OperationState.Dropped, EndedAt = Noon }, []).Single().Sentence.Should().Be("Decided when it arrived; it never waited.");
}
