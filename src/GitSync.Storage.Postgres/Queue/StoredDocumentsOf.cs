namespace GitSync.Storage.Postgres;

/// <summary>Documents that a rare decision needs.</summary>
internal static class StoredDocumentsOf
{
    /// <summary>Completes operations of which only the columns were read.</summary>
    public static async Task ReadAsync(PostgresSession session, IEnumerable<OperationEntry> entries, CancellationToken cancellationToken)
    {
        var missing = entries.Where(entry => !entry.IsWhole && entry.Damage is null).ToDictionary(entry => entry.Operation.Id);
        if (missing.Count == 0)
        {
            return;
        }

        var batch = session.Batch();
        await using (batch.ConfigureAwait(false))
        {
            batch.Add(session.Sql.Operations.Documents, PostgresSession.Ids(missing.Keys));
            var rows = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    var entry = missing[rows.GetGuid(0)];
                    if (StoredDocuments.TryReadOperation(rows.GetFieldValue<byte[]>(1), entry.Operation.Id, out var whole, out _))
                    {
                        entry.Operation = Over(entry.Operation, whole);
                        entry.IsWhole = true;
                    }
                }
            }
        }
    }

    /// <summary>The document with what the columns know better.</summary>
    private static SyncOperation Over(SyncOperation columns, SyncOperation document) => new StoredOperation.Overlay
    {
        LaneId = columns.LaneId,
        State = columns.State,
        WaitingSince = columns.WaitingSince,
        DueAt = columns.DueAt,
        StartedAt = columns.StartedAt,
        EndedAt = columns.EndedAt,
        Attempts = columns.Attempts,
        Rule = columns.Rule,
        Explanation = columns.Explanation,
        Error = columns.Error,
        Linked = columns is TaskSyncOperation task ? task.GitHubIssueId : ((CommentSyncOperation)columns).GitHubCommentId,
        Parent = (columns as CommentSyncOperation)?.ParentLaneId,
    }.Over(document);
}
