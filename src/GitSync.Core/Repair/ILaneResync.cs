namespace GitSync;

/// <summary>What became of a person's wish to bring a lane in step.</summary>
/// <param name="Enqueued">The operation that does it; null when there is nothing to do it with.</param>
/// <param name="Sentence">What follows, or why nothing does, for people.</param>
public sealed record LaneResyncAnswer(EnqueueOutcome? Enqueued, string Sentence);

/// <summary>Brings single lanes in step because a person wants it: reads GitHub and compares, whatever is known. Thread-safe.</summary>
public interface ILaneResync
{
    /// <summary>Enqueues an operation that reads GitHub's object and merges; for a record that is only here, one that takes it there.</summary>
    /// <param name="laneId">The lane.</param>
    /// <param name="actor">Who wants it, or null.</param>
    /// <param name="cancellationToken">Gives up waiting; the operation may still be stored.</param>
    /// <exception cref="StoreUnavailableException">The store is away.</exception>
    Task<LaneResyncAnswer> ResyncAsync(long laneId, string? actor = null, CancellationToken cancellationToken = default);
}

/// <summary>The default, through the queue like everything else.</summary>
internal sealed class LaneResync(
    ISyncReader reader, IConnectionStore connections, ISyncQueue queue, ISyncDispatcher dispatcher, OperationIds ids) : ILaneResync
{
    public async Task<LaneResyncAnswer> ResyncAsync(long laneId, string? actor, CancellationToken cancellationToken)
    {
        if (!(await reader.FindLanesAsync([laneId], cancellationToken).ConfigureAwait(false)).TryGetValue(laneId, out var view))
        {
            return new LaneResyncAnswer(null, $"There is no lane {laneId}.");
        }

        if (await connections.FindByRepositoryAsync(view.Lane.RepositoryId, cancellationToken).ConfigureAwait(false) is not { } connection)
        {
            return new LaneResyncAnswer(null, "Its repository is connected to no project, so there is nothing to compare with.");
        }

        if (LaneRefresh.Of(view.Lane, connection, ids) is not { } item)
        {
            return new LaneResyncAnswer(null, "Neither side of it is known, so there is nothing to compare.");
        }

        // Nobody edited anything: who asked is the cause, not the actor, as whom it would be written to GitHub.
        var operation = item.Operation with { Priority = SyncPriority.UserEdit, Cause = actor is null ? "Asked for by a person." : $"Asked for by {actor}." };
        var receipt = await queue.EnqueueAsync(new EnqueueBatch { Items = [item with { Operation = operation }] }, null, cancellationToken).ConfigureAwait(false);
        dispatcher.Wake();
        var outcome = receipt.Outcomes[0];
        return new LaneResyncAnswer(
            outcome, outcome.State == OperationState.Queued ? "Both sides are read and compared as soon as a host has a free place." : outcome.Explanation ?? "Nothing follows from it.");
    }
}
