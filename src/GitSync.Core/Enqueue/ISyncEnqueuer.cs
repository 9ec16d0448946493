using System.Data.Common;

namespace GitSync;

/// <summary>
/// What an application calls after it has saved a change. Answers once the operation is durable; never waits for GitHub. Thread-safe.
/// </summary>
public interface ISyncEnqueuer
{
    /// <summary>Enqueues a change of a task.</summary>
    /// <param name="change">What changed.</param>
    /// <param name="transaction">
    /// The application's transaction on GitSync's database, so that the change and its operation are saved together or not at all; the
    /// caller commits and then calls <see cref="ISyncDispatcher.Wake"/>. Null: a transaction of its own.
    /// </param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<EnqueueOutcome> EnqueueAsync(TaskChanged change, DbTransaction? transaction = null, CancellationToken cancellationToken = default);

    /// <summary>Enqueues a change of a comment.</summary>
    /// <param name="change">What changed.</param>
    /// <param name="transaction">As for tasks.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<EnqueueOutcome> EnqueueAsync(CommentChanged change, DbTransaction? transaction = null, CancellationToken cancellationToken = default);
}
