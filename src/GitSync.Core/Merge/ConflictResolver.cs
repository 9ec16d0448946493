using System.Diagnostics;

namespace GitSync;

/// <summary>The default resolver.</summary>
internal sealed class ConflictResolver(
    ISyncQueue queue,
    ISyncReader reader,
    IConnectionStore connections,
    IOutboundPolicy outbound,
    ICommentRecords comments,
    ITaskRecords tasks,
    TaskResource taskResource,
    CommentResource commentResource,
    ConflictDecisions decisions,
    ISyncDispatcher dispatcher,
    OperationIds ids,
    TimeProvider time) : IConflictResolver
{
    private static readonly RemoteFacts NoFacts = new(false, false, false, false, null);

    public async Task<ConflictAnswer> RestoreAsync(Guid operationId, string field, string? actor, CancellationToken cancellationToken)
    {
        if (await reader.FindOperationAsync(operationId, cancellationToken).ConfigureAwait(false) is not { } operation)
        {
            return Refuse(ConflictRefusal.Unknown, $"There is no operation {operationId}; ended ones are removed after a time.");
        }

        var conflict = operation.Conflicts.FirstOrDefault(each => each.Field == field);
        if (conflict is not { Winner: not null })
        {
            return conflict is null
                ? Refuse(ConflictRefusal.NoConflict, $"In {RuleExplanation.Short(operationId)} no value of {field} gave way.")
                : Refuse(ConflictRefusal.Undecided, $"In {RuleExplanation.Short(operationId)} {field} waits for a decision: choose the record's value or GitHub's.");
        }

        var view = await FindLaneAsync(operation.LaneId, cancellationToken).ConfigureAwait(false);
        if ((view?.Lane.Local?.RecordId ?? operation.LocalId) is not { } recordId)
        {
            return RecordIsGone();
        }

        var (refusal, modifiedAt) = await WriteAsync(operation.Kind, recordId, conflict, view, cancellationToken).ConfigureAwait(false);
        if (refusal is not null)
        {
            return refusal;
        }

        var cause = $"Restored {field}, which had given way in {RuleExplanation.Short(operationId)}.";
        var outcome = await AnnounceAsync(operation.Kind, recordId, modifiedAt, cause, actor, cancellationToken).ConfigureAwait(false);
        return outcome is { } enqueued ? new ConflictAnswer(enqueued, null, $"{cause} {enqueued.Explanation}") : RecordIsGone();
    }

    public async Task<ConflictAnswer> DecideAsync(
        ResourceKind kind, string recordId, string field, SyncSide side, string? actor, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(recordId);
        var name = LaneName.OfRecord(kind, recordId);
        var lanes = await reader.FindLanesAsync([name], cancellationToken).ConfigureAwait(false);
        if (!lanes.TryGetValue(name, out var view))
        {
            return Refuse(ConflictRefusal.Unknown, $"{recordId} was never announced to GitSync.");
        }

        if (view.Link.Undecided?.FirstOrDefault(each => each.Field == field) is not { } conflict)
        {
            return Refuse(ConflictRefusal.NoConflict, $"No decision on {field} is waited for.");
        }

        var connection = await connections.FindByRepositoryAsync(view.Lane.RepositoryId, cancellationToken).ConfigureAwait(false);
        if (connection?.Admit(null) is not { Refusal: null } || LaneRefresh.Of(view.Lane, connection, ids) is not { } refresh)
        {
            return Refuse(ConflictRefusal.NotSynchronised, "Not synchronised: " + (connection?.Admit(null).Reason ?? "its repository is not connected."));
        }

        await decisions.AddAsync(view.Lane.Id, FieldDecision.Of(conflict, side), cancellationToken).ConfigureAwait(false);
        var outcome = await EnqueueAsync(
            refresh with { Operation = refresh.Operation with { Priority = SyncPriority.UserEdit, Actor = actor } }, cancellationToken).ConfigureAwait(false);
        return new ConflictAnswer(outcome, null, $"{(side == SyncSide.App ? "The record's" : "GitHub's")} {field} was chosen. {outcome.Explanation}");
    }

    private static ConflictAnswer Refuse(ConflictRefusal refusal, string sentence) => new(null, refusal, sentence);

    private static ConflictAnswer RecordIsGone() => Refuse(ConflictRefusal.RecordMissing, "The record is not there any more.");

    private async ValueTask<LaneView?> FindLaneAsync(long laneId, CancellationToken cancellationToken)
    {
        var page = await reader.ListLanesAsync(new LaneQuery { After = laneId - 1, Limit = 1 }, cancellationToken).ConfigureAwait(false);
        return page is [var view] && view.Lane.Id == laneId ? view : null;
    }

    /// <summary>Writes the value if it is another one; a record that changed meanwhile is read again.</summary>
    private async ValueTask<(ConflictAnswer? Refusal, DateTimeOffset ModifiedAt)> WriteAsync(
        ResourceKind kind, string recordId, FieldConflict conflict, LaneView? view, CancellationToken cancellationToken)
    {
        IResource resource = kind == ResourceKind.Task ? taskResource : commentResource;
        for (var attempt = 1; attempt <= IConflictResolver.MaximumTries; attempt++)
        {
            if (await resource.FindAsync(recordId, cancellationToken).ConfigureAwait(false) is not { } record)
            {
                return (RecordIsGone(), default);
            }

            var field = ContentFields.Of(record.Content).FirstOrDefault(each => each.Name == conflict.Field);
            if (field?.With(record.Content, conflict.LosingValue) is not { } restored)
            {
                return (Refuse(ConflictRefusal.NoConflict, $"The value of {conflict.Field} that gave way cannot be restored."), default);
            }

            if (!field.Differs(restored, record.Content))
            {
                return (Refuse(ConflictRefusal.AlreadyCurrent, $"The record's {conflict.Field} has that value already."), default);
            }

            // Another time than before, even when GitHub's clock, from which it may come, is ahead of ours.
            var modifiedAt = time.GetUtcNow() is var now && now > record.ModifiedAt ? now : record.ModifiedAt.AddTicks(1);
            var result = await resource.UpdateRecordAsync(record, restored, view?.Link.Base?.Facts ?? NoFacts, modifiedAt, null, cancellationToken)
                .ConfigureAwait(false);
            switch (result.Status)
            {
                case RecordWriteStatus.Written:
                    return (null, modifiedAt);
                case RecordWriteStatus.Missing:
                    return (RecordIsGone(), default);
                case RecordWriteStatus.Refused:
                    return (Refuse(ConflictRefusal.RefusedByApplication, result.Reason ?? "The application does not take the value."), default);
                case RecordWriteStatus.Stale:
                    continue;
                default:
                    throw new InvalidOperationException($"Unknown status {result.Status}.");
            }
        }

        return (Refuse(ConflictRefusal.Busy, "The record kept changing while the value was being restored; try again."), default);
    }

    /// <summary>An outbound edit like any other, under routing and outbound policy; null when the record's owner is gone.</summary>
    private async Task<EnqueueOutcome?> AnnounceAsync(
        ResourceKind kind, string recordId, DateTimeOffset modifiedAt, string cause, string? actor, CancellationToken cancellationToken)
    {
        var comment = kind == ResourceKind.Comment ? await comments.FindAsync(recordId, cancellationToken).ConfigureAwait(false) : null;
        var taskId = kind == ResourceKind.Task ? recordId : comment?.TaskId;
        if (taskId is null || await tasks.FindAsync(taskId, cancellationToken).ConfigureAwait(false) is not { } task)
        {
            return null;
        }

        var connection = await connections.FindByProjectAsync(task.Project, cancellationToken).ConfigureAwait(false);
        SyncOperation operation = kind == ResourceKind.Task
            ? new TaskSyncOperation
            {
                Id = ids.Next(), Direction = SyncDirection.Outbound, Action = SyncAction.Edited, RepositoryId = connection?.RepositoryId ?? 0, TaskId = recordId,
            }
            : new CommentSyncOperation
            {
                Id = ids.Next(), Direction = SyncDirection.Outbound, Action = SyncAction.Edited, RepositoryId = connection?.RepositoryId ?? 0,
                RemoteKind = RemoteKind.Comment, CommentId = recordId,
            };
        var address = new LaneAddress { Kind = ResourceKind.Task, Local = LaneName.OfTask(taskId) };
        return await EnqueueAsync(
            new EnqueueItem
            {
                Operation = operation with
                {
                    GitHubAppInstallationId = connection?.InstallationId,
                    RecordModifiedAt = modifiedAt,
                    Priority = SyncPriority.UserEdit,
                    Actor = actor,
                    TraceParent = Activity.Current?.Id,
                    Cause = cause,
                },
                Address = kind == ResourceKind.Task
                    ? address
                    : new LaneAddress { Kind = kind, Local = LaneName.OfComment(recordId), Parent = address },
                Admission = connection is null
                    ? Admission.Refused(SyncRule.NotConnected, $"project {task.Project} is not connected to a repository.")
                    : await outbound.MayLeaveAsync(kind, recordId, task.Project, cancellationToken).ConfigureAwait(false),
            },
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<EnqueueOutcome> EnqueueAsync(EnqueueItem item, CancellationToken cancellationToken)
    {
        var receipt = await queue.EnqueueAsync(new EnqueueBatch { Items = [item] }, null, cancellationToken).ConfigureAwait(false);
        dispatcher.Wake();
        return receipt.Outcomes[0];
    }
}
