using Dapper;
using Microsoft.Data.Sqlite;

namespace GitSync.Storage.Sqlite;

/// <summary>Reads on pooled connections of their own. Microsoft.Data.Sqlite has no asynchronous file access; reads are short.</summary>
internal sealed class SqliteReader(SqliteConnections connections, TimeProvider clock)
{
    public async Task<SyncOperation?> FindOperationAsync(Guid id, CancellationToken cancellationToken)
    {
        using var connection = connections.OpenForReading();
        var row = await connection.QueryFirstOrDefaultAsync<OperationRow>(
            Command(ReaderSql.Find, new { Id = Bytes(id) }, cancellationToken)).ConfigureAwait(false);
        return row?.ToOperation();
    }

    public async Task<IReadOnlyList<SyncOperation>> ListOperationsAsync(OperationQuery query, CancellationToken cancellationToken)
    {
        using var connection = connections.OpenForReading();
        long lane = -1;
        if (query.Local is { } name)
        {
            var found = await connection.QueryFirstOrDefaultAsync<long?>(
                Command(ReaderSql.LaneOfRecord, new { Name = name.Value }, cancellationToken)).ConfigureAwait(false);
            if (found is null)
            {
                return [];
            }

            lane = found.Value;
        }

        var sql = (query.Local, query.State) switch
        {
            (not null, _) => ReaderSql.ListOfLane,
            (null, null) => ReaderSql.List,
            (null, OperationState.Queued) => ReaderSql.ListQueued,
            (null, OperationState.Processing) => ReaderSql.ListRunning,
            (null, OperationState.Completed) => ReaderSql.ListCompleted,
            _ => ReaderSql.ListEnded,
        };
        var values = new { After = Bytes(query.After ?? Guid.Empty), query.Limit, Lane = lane, State = (int?)query.State ?? -1 };
        var rows = await connection.QueryAsync<OperationRow>(Command(sql, values, cancellationToken)).ConfigureAwait(false);
        return [.. rows.Select(row => row.ToOperation())];
    }

    public async Task<QueueSummary> SummarizeAsync(CancellationToken cancellationToken)
    {
        using var connection = connections.OpenForReading();
        using var snapshot = connection.BeginTransaction(deferred: true);
        var counts = await connection.QueryAsync<CountRow>(Command(ReaderSql.Counts, null, cancellationToken, snapshot)).ConfigureAwait(false);
        var oldest = await connection.QueryFirstAsync<long?>(Command(ReaderSql.Oldest, null, cancellationToken, snapshot)).ConfigureAwait(false);
        return new QueueSummary(counts.ToDictionary(row => (OperationState)row.State, row => row.Value), StoredTime.Read(oldest));
    }

    public IReadOnlyDictionary<LaneName, LaneView> FindLanes(IReadOnlyCollection<LaneName> names)
    {
        using var connection = connections.OpenForReading();
        using var snapshot = connection.BeginTransaction(deferred: true);
        using var statements = new StatementCache(connection);
        var now = StoredTime.Now(clock);
        var views = new Dictionary<LaneName, LaneView>(names.Count);
        foreach (var name in names)
        {
            if ((LaneRows.FindByLocal(statements, name) ?? LaneRows.FindByRemote(statements, name)) is { } lane)
            {
                views[name] = View(statements, lane, now);
            }
        }

        return views;
    }

    public IReadOnlyDictionary<long, LaneView> FindLanes(IReadOnlyCollection<long> ids)
    {
        using var connection = connections.OpenForReading();
        using var snapshot = connection.BeginTransaction(deferred: true);
        using var statements = new StatementCache(connection);
        var now = StoredTime.Now(clock);
        var views = new Dictionary<long, LaneView>(ids.Count);
        foreach (var id in ids)
        {
            if (LaneRows.Find(statements, id) is { } lane)
            {
                views[id] = View(statements, lane, now);
            }
        }

        return views;
    }

    public IReadOnlyList<LaneView> ListLanes(LaneQuery query)
    {
        using var connection = connections.OpenForReading();
        using var snapshot = connection.BeginTransaction(deferred: true);
        using var statements = new StatementCache(connection);
        var now = StoredTime.Now(clock);
        return [.. LaneRows.List(statements, query).Select(lane => View(statements, lane, now))];
    }

    private static LaneView View(StatementCache statements, LaneRow lane, DateTimeOffset now)
    {
        var head = OperationRows.ReadHead(statements, lane.State.Id)?.Operation;
        return new LaneView(lane.State, LaneRows.ReadLink(statements, lane.State.Id), head?.DueAt > now ? head.DueAt : null, head?.Error) { WorkerId = lane.Worker };
    }

    public async Task<IReadOnlyList<Connection>> ListConnectionsAsync(string sql, object? key, CancellationToken cancellationToken)
    {
        using var connection = connections.OpenForReading();
        var rows = await connection.QueryAsync<ConnectionRow>(
            Command(sql, new { Key = key, Limit = OperationQuery.MaximumLimit }, cancellationToken)).ConfigureAwait(false);
        return
        [
            .. rows.Select(row => new Connection
            {
                Project = row.Project,
                RepositoryId = row.RepositoryId,
                InstallationId = row.InstallationId,
                Owner = row.Owner,
                Name = row.Name,
                OfferedInstallationId = row.OfferedInstallationId,
                Obstacles = (ConnectionObstacles)row.Obstacles,
                Resumptions = (int)row.Resumptions,
            }),
        ];
    }

    public async Task<byte[]?> FindStateAsync(string name, CancellationToken cancellationToken)
    {
        using var connection = connections.OpenForReading();
        return await connection.QueryFirstOrDefaultAsync<byte[]?>(Command(ReaderSql.SharedState, new { name }, cancellationToken)).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<KeyValuePair<string, byte[]>>> ListStateAsync(string prefix, CancellationToken cancellationToken)
    {
        using var connection = connections.OpenForReading();
        var values = new { prefix, end = prefix + '\u007f', limit = OperationQuery.MaximumLimit };
        var rows = await connection.QueryAsync<(string Name, byte[] Value)>(Command(ReaderSql.SharedStates, values, cancellationToken)).ConfigureAwait(false);
        return [.. rows.Select(row => KeyValuePair.Create(row.Name, row.Value))];
    }

    private static CommandDefinition Command(
        string sql, object? values, CancellationToken cancellationToken, SqliteTransaction? transaction = null) =>
        new(sql, values, transaction, cancellationToken: cancellationToken);

    private static byte[] Bytes(Guid id) => id.ToByteArray(bigEndian: true);

    private sealed class CountRow
    {
        public long State { get; init; }

        public long Value { get; init; }
    }

    private sealed class ConnectionRow
    {
        public string Project { get; init; } = "";

        public long RepositoryId { get; init; }

        public long? InstallationId { get; init; }

        public string Owner { get; init; } = "";

        public string Name { get; init; } = "";

        public long? OfferedInstallationId { get; init; }

        public long Obstacles { get; init; }

        public long Resumptions { get; init; }
    }
}
