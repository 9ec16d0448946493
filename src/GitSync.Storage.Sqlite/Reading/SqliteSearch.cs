using Dapper;
using Microsoft.Data.Sqlite;

namespace GitSync.Storage.Sqlite;

/// <summary>Looks for operations, newest first, in one snapshot and in bounded portions.</summary>
internal sealed class SqliteSearch(SqliteConnections connections, TimeProvider clock)
{
    /// <summary>A portion ends by then, once it has looked at a few: an operation's row may lie anywhere in the file.</summary>
    private static readonly TimeSpan LongestLook = TimeSpan.FromMilliseconds(40);

    /// <summary>What a portion looks at, however long it takes.</summary>
    private const int LeastLooked = 500;

    /// <summary>Greater than every id: those have 16 bytes.</summary>
    private static readonly byte[] BehindAll = [.. Enumerable.Repeat(byte.MaxValue, 17)];

    public async Task<OperationPage> FindAsync(OperationSearch search, CancellationToken cancellationToken)
    {
        using var connection = connections.OpenForReading();
        using var snapshot = connection.BeginTransaction(deferred: true);
        using var statements = new StatementCache(connection);
        var (ids, next) = Look(Merge([.. Walks(statements, search)]), search, cancellationToken);
        return new OperationPage(await ReadAsync(connection, snapshot, ids, cancellationToken).ConfigureAwait(false), next);
    }

    private (List<byte[]> Ids, Guid? Next) Look(IEnumerable<SearchRow> rows, OperationSearch search, CancellationToken cancellationToken)
    {
        var ids = new List<byte[]>(search.Limit);
        var looked = 0;
        var since = clock.GetTimestamp();
        var (last, lastFound) = (Guid.Empty, Guid.Empty);
        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (looked == OperationSearch.MaximumScanned || (looked >= LeastLooked && clock.GetElapsedTime(since) > LongestLook))
            {
                return (ids, last);
            }

            looked++;
            last = row.Id;
            if (!row.IsAskedFor(search))
            {
                continue;
            }

            if (ids.Count == search.Limit)
            {
                return (ids, lastFound);
            }

            lastFound = row.Id;
            ids.Add(row.Id.ToByteArray(bigEndian: true));
        }

        return (ids, null);
    }

    /// <summary>Where to look: the narrowest of the indexes there are.</summary>
    private static IEnumerable<IEnumerable<SearchRow>> Walks(StatementCache statements, OperationSearch search)
    {
        OperationState[] states = [.. OperationStates.All.Where(search.Includes)];
        if (search.DeliveryId is { } delivery)
        {
            yield return Delivered(statements, delivery, search.Before);
        }
        else if (search.LaneId is { } lane)
        {
            yield return Walk(statements[SearchSql.QueuedOfLane].Add(lane), search);
            yield return Walk(statements[SearchSql.RunningOfLane].Add(lane), search);
            yield return Walk(statements[SearchSql.EndedOfLane].Add(lane), search);
        }
        else if (states.Contains(OperationState.Completed))
        {
            yield return Walk(statements[SearchSql.All], search);
        }
        else
        {
            foreach (var state in states)
            {
                yield return Walk(Of(state, statements, search), search);
            }
        }
    }

    private static Statement Of(OperationState state, StatementCache statements, OperationSearch search) => state switch
    {
        OperationState.Queued when search.ErrorCode is { } code => statements[SearchSql.QueuedWithError].Add(code),
        OperationState.Queued => statements[SearchSql.Queued],
        OperationState.Processing => statements[SearchSql.Running],
        _ => statements[SearchSql.Ended].Add((long)state),
    };

    private static IEnumerable<SearchRow> Walk(Statement row, OperationSearch search)
    {
        row.Add(search.Before?.ToByteArray(bigEndian: true) ?? BehindAll).Add(OperationSearch.MaximumScanned + 1);
        while (row.Step())
        {
            yield return SearchRow.Read(row);
        }
    }

    private static IEnumerable<SearchRow> Delivered(StatementCache statements, Guid delivery, Guid? before)
    {
        var stored = statements[SearchSql.Delivered].Add(delivery);
        Guid[] brought = stored.Step() ? StoredIds.Read(stored.NextBlob()) : [];
        stored.Reset();
        foreach (var id in brought.Distinct().Where(id => before is not { } bound || id.CompareTo(bound) < 0).OrderDescending())
        {
            var row = statements[SearchSql.One].Add(id);
            if (row.Step())
            {
                yield return SearchRow.Read(row);
            }
        }
    }

    /// <summary>One walk out of several: the newest of what they stand at comes next.</summary>
    private static IEnumerable<SearchRow> Merge(IReadOnlyList<IEnumerable<SearchRow>> walks)
    {
        var standing = walks.Select(walk => walk.GetEnumerator()).Where(walk => walk.MoveNext()).ToList();
        while (standing.MaxBy(walk => walk.Current.Id) is { } newest)
        {
            yield return newest.Current;
            if (!newest.MoveNext())
            {
                standing.Remove(newest);
            }
        }
    }

    private static async Task<IReadOnlyList<SyncOperation>> ReadAsync(
        SqliteConnection connection, SqliteTransaction snapshot, List<byte[]> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            return [];
        }

        var rows = await connection.QueryAsync<OperationRow>(
            new CommandDefinition(ReaderSql.FindAll, new { Ids = ids }, snapshot, cancellationToken: cancellationToken)).ConfigureAwait(false);
        return [.. rows.Select(row => row.ToOperation())];
    }

    private readonly record struct SearchRow(
        Guid Id, OperationState State, long LaneId, ResourceKind Kind, SyncDirection Direction, long RepositoryId, string? ErrorCode)
    {
        public static SearchRow Read(Statement row) => new(
            row.NextGuid(),
            (OperationState)row.NextInt(),
            row.NextLong(),
            (ResourceKind)row.NextInt(),
            (SyncDirection)row.NextInt(),
            row.NextLong(),
            row.NextText());

        public bool IsAskedFor(OperationSearch search) =>
            (search.LaneId ?? LaneId) == LaneId && search.Matches(State, Direction, Kind, RepositoryId, ErrorCode);
    }
}
