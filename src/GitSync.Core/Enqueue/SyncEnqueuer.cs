using System.Data.Common;
using System.Diagnostics;

namespace GitSync;

/// <summary>The default enqueuer: asks routing and outbound policy, then hands the operation to the queue.</summary>
internal sealed class SyncEnqueuer(
    ISyncQueue queue, IConnectionStore connections, IOutboundPolicy outbound, ISyncDispatcher dispatcher, OperationIds ids) : ISyncEnqueuer
{
    public async Task<EnqueueOutcome> EnqueueAsync(TaskChanged change, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        var (connection, admission) = await AdmitAsync(ResourceKind.Task, change.TaskId, change.Project, change.Action, cancellationToken)
            .ConfigureAwait(false);
        var operation = new TaskSyncOperation
        {
            Id = change.OperationId ?? ids.Next(),
            Direction = SyncDirection.Outbound,
            Action = change.Action,
            RepositoryId = connection?.RepositoryId ?? 0,
            GitHubAppInstallationId = connection?.InstallationId,
            RecordModifiedAt = change.ModifiedAt,
            Priority = SyncPriority.UserEdit,
            Actor = change.Actor,
            TraceParent = Activity.Current?.Id,
            TaskId = change.TaskId,
        };
        return await EnqueueAsync(operation, AddressOfTask(change.TaskId), admission, transaction, cancellationToken).ConfigureAwait(false);
    }

    public async Task<EnqueueOutcome> EnqueueAsync(CommentChanged change, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        var (connection, admission) = await AdmitAsync(ResourceKind.Comment, change.CommentId, change.Project, change.Action, cancellationToken)
            .ConfigureAwait(false);
        var operation = new CommentSyncOperation
        {
            Id = change.OperationId ?? ids.Next(),
            Direction = SyncDirection.Outbound,
            Action = change.Action,
            RepositoryId = connection?.RepositoryId ?? 0,
            GitHubAppInstallationId = connection?.InstallationId,
            RemoteKind = RemoteKind.Comment,
            RecordModifiedAt = change.ModifiedAt,
            Priority = SyncPriority.UserEdit,
            Actor = change.Actor,
            TraceParent = Activity.Current?.Id,
            CommentId = change.CommentId,
        };
        var address = new LaneAddress
        {
            Kind = ResourceKind.Comment,
            Local = LaneName.OfComment(change.CommentId),
            Parent = AddressOfTask(change.TaskId),
        };

        // A task that was never announced, or failed, is asked for along with its first comment: the comment waits for it.
        var task = new TaskSyncOperation
        {
            Id = ids.Next(),
            Direction = SyncDirection.Outbound,
            Action = SyncAction.Edited,
            RepositoryId = operation.RepositoryId,
            GitHubAppInstallationId = operation.GitHubAppInstallationId,
            Priority = SyncPriority.UserEdit,
            TraceParent = operation.TraceParent,
            TaskId = change.TaskId,
        };
        var parent = new EnqueueItem { Operation = task, Address = address.Parent, Admission = admission, OnlyIfUnlinked = true };
        return await EnqueueAsync(operation, address, admission, transaction, cancellationToken, parent).ConfigureAwait(false);
    }

    private static LaneAddress AddressOfTask(string taskId) => new() { Kind = ResourceKind.Task, Local = LaneName.OfTask(taskId) };

    private async ValueTask<(Connection? Connection, Admission Admission)> AdmitAsync(
        ResourceKind kind, string recordId, string project, SyncAction action, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(recordId);
        if (action is not (SyncAction.Created or SyncAction.Edited or SyncAction.Deleted))
        {
            throw new ArgumentException($"An application announces Created, Edited or Deleted, not {action}.", nameof(action));
        }

        if (await connections.FindByProjectAsync(project, cancellationToken).ConfigureAwait(false) is not { } connection)
        {
            return (null, Admission.Refused(SyncRule.NotConnected, $"project {project} is not connected to a repository."));
        }

        // A deletion sends no text: it is let through, so that what left before can be taken back. The same goes for what turned private.
        if (action == SyncAction.Deleted)
        {
            return (connection, Admission.Granted);
        }

        var admission = await outbound.MayLeaveAsync(kind, recordId, project, cancellationToken).ConfigureAwait(false);
        return (connection, admission.Refusal == SyncRule.Withdrawn ? Admission.Granted : admission);
    }

    private async Task<EnqueueOutcome> EnqueueAsync(
        SyncOperation operation,
        LaneAddress address,
        Admission admission,
        DbTransaction? transaction,
        CancellationToken cancellationToken,
        EnqueueItem? parent = null)
    {
        var item = new EnqueueItem { Operation = operation, Address = address, Admission = admission };
        var batch = new EnqueueBatch { Items = parent is null || operation.EndsResource ? [item] : [parent, item] };
        var receipt = await queue.EnqueueAsync(batch, transaction, cancellationToken).ConfigureAwait(false);
        if (transaction is null)
        {
            dispatcher.Wake();
        }

        return receipt.Outcomes[^1];
    }
}
