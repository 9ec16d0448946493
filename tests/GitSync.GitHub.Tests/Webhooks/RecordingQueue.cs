using System.Data.Common;

namespace GitSync.GitHub.Tests;

/// <summary>Keeps what is enqueued; knows each delivery once. Everything else is not asked of it.</summary>
internal sealed class RecordingQueue : ISyncQueue, ISyncDispatcher
{
    private readonly HashSet<Guid> _known = [];

    public List<EnqueueBatch> Batches { get; } = [];

    public int Wakes { get; private set; }

    public Exception? Failure { get; set; }

    public Task<EnqueueReceipt> EnqueueAsync(EnqueueBatch batch, DbTransaction? transaction = null, CancellationToken cancellationToken = default)
    {
        if (Failure is not null)
        {
            throw Failure;
        }

        if (!_known.Add(batch.Delivery!.Id))
        {
            return Task.FromResult(new EnqueueReceipt(true, []));
        }

        Batches.Add(batch);
        return Task.FromResult(new EnqueueReceipt(false, [.. batch.Items.Select(item => new EnqueueOutcome(item.Operation.Id, 1, OperationState.Queued, "Queued."))]));
    }

    public void Wake() => Wakes++;

    public Task<WorkReceipt> WorkAsync(IReadOnlyList<Completion> completions, ClaimRequest request, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<CommitOutcome> CheckpointAsync(LaneLease lease, LaneLink link, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task ReleaseAsync(string workerId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<bool> RetryAsync(Guid operationId, string? by = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<bool> CancelAsync(Guid operationId, string? by = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
