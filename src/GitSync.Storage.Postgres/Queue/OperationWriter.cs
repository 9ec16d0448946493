using Npgsql;

namespace GitSync.Storage.Postgres;

/// <summary>Writes operations to where they are now, whatever happened in between.</summary>
internal static class OperationWriter
{
    public static void Append(WorkingSet set, OperationSql sql, NpgsqlBatch batch)
    {
        var (queued, updated, left) = (new RowBuffer(sql.InsertQueued), new RowBuffer(sql.UpdateQueued), new RowBuffer(sql.DeleteQueued));
        var (moved, ended, revived) = (new RowBuffer(sql.MoveToHistory), new RowBuffer(sql.InsertHistory), new RowBuffer(sql.DeleteHistory));
        var (started, stopped) = (new RowBuffer(sql.InsertRunning), new RowBuffer(sql.DeleteRunning));
        foreach (var entry in set.Operations)
        {
            var operation = entry.Operation;
            if (entry.Stored == StoredPlace.Running && operation.State != OperationState.Processing)
            {
                stopped.Next().Add(entry.StoredLaneId);
            }

            switch (entry.Stored, operation.State)
            {
                case (StoredPlace.Nowhere, OperationState.Queued):
                    AddQueued(queued, entry, Write(entry));
                    break;
                case (StoredPlace.Nowhere, _):
                    AddEnded(ended, entry);
                    break;
                case (StoredPlace.History, OperationState.Errored):
                    break;
                case (StoredPlace.History, OperationState.Queued):
                    revived.Next().Add(operation.Id);
                    AddQueued(queued, entry, Write(entry));
                    break;
                case (StoredPlace.History, _):
                    revived.Next().Add(operation.Id);
                    AddEnded(ended, entry);
                    break;
                case (StoredPlace.Queued, OperationState.Processing):
                    started.Next().Add(entry.Lane!.Key).Add(entry.Lane.Id).Add(operation.Id).Add(entry.Lane.Worker).Add(entry.Lane.State.Fence)
                        .Add(operation.StartedAt!.Value).Add(operation.Attempts).Add(entry.Identity.Linked).Add(entry.Identity.Parent);
                    break;
                case (_, OperationState.Queued or OperationState.Processing):
                    if (entry.Lane!.Key != entry.StoredKey)
                    {
                        // A row cannot change its partition in place.
                        left.Next().Add(operation.Id);
                        AddQueued(queued, entry, Write(entry));
                    }
                    else if (entry.IsChanged)
                    {
                        AddQueued(updated, entry, DocumentOf(entry) ?? []);
                    }

                    break;
                default:
                    AddFate(moved, entry.StoredKey, entry).Add(DocumentOf(entry));
                    break;
            }
        }

        revived.AppendTo(batch);
        moved.AppendTo(batch);
        left.AppendTo(batch);
        queued.AppendTo(batch);
        updated.AppendTo(batch);
        ended.AppendTo(batch);
        stopped.AppendTo(batch);
        started.AppendTo(batch);
    }

    private static byte[]? DocumentOf(OperationEntry entry) => entry.IsRewritten ? Write(entry) : null;

    private static byte[] Write(OperationEntry entry) => entry.IsWhole
        ? StoredDocuments.Write(entry.Operation)
        : throw new InvalidOperationException($"Only columns of operation {entry.Operation.Id} are known; its document cannot be written.");

    private static void AddQueued(RowBuffer rows, OperationEntry entry, byte[] document)
    {
        var operation = entry.Operation;
        rows.Next().Add(entry.Lane!.Key).Add(entry.Lane.Id).Add(operation.Id).Add((short)operation.Kind).Add((short)operation.Direction)
            .Add((short)operation.Action).Add((short)operation.RemoteKind).Add(operation.GitHubUpdatedAt).Add(operation.ContentHash)
            .Add(operation.RepositoryId).Add((short)operation.Priority).Add(operation.OrderedAt).Add(operation.CreatedAt).Add(operation.WaitingSince)
            .Add(operation.DueAt).Add(operation.StartedAt).Add(operation.Attempts).Add(SyncRules.NameOf(operation.Rule)).Add(operation.Explanation)
            .Add(operation.Error?.Code).Add(operation.Error?.Message).Add(operation.Error?.HttpStatus)
            .Add(entry.Identity.Linked).Add(entry.Identity.Parent).Add(document);
    }

    private static void AddEnded(RowBuffer rows, OperationEntry entry)
    {
        var operation = entry.Operation;
        AddFate(rows, entry.Lane?.Key ?? 0, entry).Add((short)operation.Kind).Add((short)operation.Direction).Add((short)operation.Action)
            .Add(operation.RepositoryId).Add(operation.CreatedAt).Add(operation.WaitingSince).Add(Write(entry));
    }

    private static RowBuffer AddFate(RowBuffer rows, long key, OperationEntry entry)
    {
        var operation = entry.Operation;
        return rows.Next().Add(key).Add(operation.Id).Add(entry.Lane?.Id ?? 0).Add((short)operation.State).Add(operation.StartedAt)
            .Add(operation.EndedAt ?? operation.CreatedAt).Add(operation.DueAt).Add(operation.Attempts).Add(entry.Fence)
            .Add(SyncRules.NameOf(operation.Rule)).Add(operation.Explanation)
            .Add(operation.Error?.Code).Add(operation.Error?.Message).Add(operation.Error?.HttpStatus)
            .Add(operation.CanceledBy).Add(operation.DuplicateOf).Add(operation.DroppedFor).Add(entry.Identity.Linked).Add(entry.Identity.Parent);
    }
}
