using System.Data.Common;

namespace GitSync;

/// <summary>The store's queue with somebody who looks at its answers.</summary>
internal sealed class ObservedQueue(ISyncQueue queue, ActivityRecorder recorder, TimeProvider time) : ISyncQueue
{
    public async Task<EnqueueReceipt> EnqueueAsync(EnqueueBatch batch, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        var receipt = await queue.EnqueueAsync(batch, transaction, cancellationToken).ConfigureAwait(false);
        recorder.Entered(batch, receipt);
        return receipt;
    }

    public async Task<WorkReceipt> WorkAsync(IReadOnlyList<Completion> completions, ClaimRequest request, CancellationToken cancellationToken)
    {
        var calledAt = time.GetTimestamp();
        var receipt = await queue.WorkAsync(completions, request, cancellationToken).ConfigureAwait(false);
        recorder.Worked(completions, receipt, calledAt);
        return receipt;
    }

    public Task<CommitOutcome> CheckpointAsync(LaneLease lease, LaneLink link, CancellationToken cancellationToken) =>
        queue.CheckpointAsync(lease, link, cancellationToken);

    public Task ReleaseAsync(string workerId, CancellationToken cancellationToken) => queue.ReleaseAsync(workerId, cancellationToken);

    public Task<bool> RetryAsync(Guid operationId, string? by, CancellationToken cancellationToken) => queue.RetryAsync(operationId, by, cancellationToken);

    public async Task<bool> CancelAsync(Guid operationId, string? by, CancellationToken cancellationToken)
    {
        var isCanceled = await queue.CancelAsync(operationId, by, cancellationToken).ConfigureAwait(false);
        if (isCanceled)
        {
            recorder.Canceled();
        }

        return isCanceled;
    }
}
