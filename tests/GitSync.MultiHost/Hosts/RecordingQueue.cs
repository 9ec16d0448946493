using System.Data.Common;

namespace GitSync.MultiHost;

/// <summary>The real store's queue with a witness: every call and its answer is written down before anybody acts on it.</summary>
internal sealed class RecordingQueue(ISyncStore store, JournalWriter journal) : ISyncQueue
{
    public async Task<EnqueueReceipt> EnqueueAsync(EnqueueBatch batch, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        var asked = JournalWriter.Now;
        journal.Enqueuing(batch.Items, asked);
        try
        {
            var receipt = await store.EnqueueAsync(batch, transaction, cancellationToken);
            journal.Enqueued(receipt.Outcomes);
            return receipt;
        }
        catch (Exception failure)
        {
            journal.Failed(null, failure, new Span(asked, JournalWriter.Now));
            throw;
        }
    }

    public async Task<WorkReceipt> WorkAsync(
        IReadOnlyList<Completion> completions, ClaimRequest request, CancellationToken cancellationToken)
    {
        var asked = JournalWriter.Now;
        try
        {
            var receipt = await store.WorkAsync(completions, request, cancellationToken);
            journal.Worked(request.WorkerId, completions, receipt, new Span(asked, JournalWriter.Now));
            return receipt;
        }
        catch (Exception failure)
        {
            journal.Failed(request.WorkerId, failure, new Span(asked, JournalWriter.Now));
            throw;
        }
    }

    public async Task<CommitOutcome> CheckpointAsync(LaneLease lease, LaneLink link, CancellationToken cancellationToken)
    {
        journal.Checkpointing(lease);
        var asked = JournalWriter.Now;
        try
        {
            var outcome = await store.CheckpointAsync(lease, link, cancellationToken);
            journal.Checkpointed(lease, outcome, new Span(asked, JournalWriter.Now));
            return outcome;
        }
        catch (Exception failure)
        {
            journal.Failed(lease.WorkerId, failure, new Span(asked, JournalWriter.Now));
            throw;
        }
    }

    public async Task ReleaseAsync(string workerId, CancellationToken cancellationToken)
    {
        journal.Releasing(workerId);
        await store.ReleaseAsync(workerId, cancellationToken);
    }

    public Task<bool> RetryAsync(Guid operationId, string? by, CancellationToken cancellationToken) => store.RetryAsync(operationId, by, cancellationToken);

    public Task<bool> CancelAsync(Guid operationId, string? by, CancellationToken cancellationToken) => store.CancelAsync(operationId, by, cancellationToken);
}
