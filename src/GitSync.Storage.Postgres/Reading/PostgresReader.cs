using System.Data;
using Dapper;
using Npgsql;

namespace GitSync.Storage.Postgres;

/// <summary>Reads for status pages. Never waits for the queue.</summary>
internal sealed class PostgresReader(PostgresConnections connections, string schema, TimeProvider? clock)
{
    private readonly ReaderSql _sql = new(schema);

    public Task<SyncOperation?> FindOperationAsync(Guid id, CancellationToken cancellationToken) => ReadAsync(
        async connection => (await connection.QueryFirstOrDefaultAsync<OperationRow>(Command(_sql.Find, new { Id = id }, cancellationToken))
            .ConfigureAwait(false))?.ToOperation(),
        cancellationToken);

    public Task<IReadOnlyList<SyncOperation>> ListOperationsAsync(OperationQuery query, CancellationToken cancellationToken) => ReadAsync(
        async connection =>
        {
            long lane = -1;
            if (query.Local is { } name)
            {
                var found = await connection.QueryFirstOrDefaultAsync<long?>(
                    Command(_sql.LaneOfRecord, new { Name = StoredText.Name(name) }, cancellationToken)).ConfigureAwait(false);
                if (found is null)
                {
                    return (IReadOnlyList<SyncOperation>)[];
                }

                lane = found.Value;
            }

            var values = new { After = query.After ?? Guid.Empty, query.Limit, Lane = lane, State = (short?)query.State };
            var rows = await connection.QueryAsync<OperationRow>(Command(_sql.List(query.State, query.Local is not null), values, cancellationToken))
                .ConfigureAwait(false);
            return [.. rows.Select(row => row.ToOperation())];
        },
        cancellationToken);

    public Task<QueueSummary> SummarizeAsync(CancellationToken cancellationToken) => ReadAsync(
        async connection =>
        {
            var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
            await using (snapshot.ConfigureAwait(false))
            {
                var counts = OperationStates.All.ToDictionary(state => state, _ => 0L);
                foreach (var row in await connection.QueryAsync<CountRow>(Command(_sql.Counts, null, cancellationToken)).ConfigureAwait(false))
                {
                    counts[(OperationState)row.State] = row.Value;
                }

                counts[OperationState.Processing] = await connection.QueryFirstAsync<long>(Command(_sql.Running, null, cancellationToken)).ConfigureAwait(false);
                counts[OperationState.Queued] -= counts[OperationState.Processing];
                var oldest = await connection.QueryFirstOrDefaultAsync<DateTime?>(Command(_sql.Oldest, null, cancellationToken)).ConfigureAwait(false);
                return new QueueSummary(counts, OperationRow.Time(oldest));
            }
        },
        cancellationToken);

    /// <summary>Connections by a condition of ours, by project.</summary>
    public Task<IReadOnlyList<Connection>> ListConnectionsAsync(string condition, object? values, CancellationToken cancellationToken) => ReadAsync(
        async connection =>
        {
            var parameters = new DynamicParameters(values);
            parameters.Add("limit", OperationQuery.MaximumLimit);
            var rows = await connection.QueryAsync<ConnectionRow>(Command(_sql.Connections(condition), parameters, cancellationToken))
                .ConfigureAwait(false);
            return (IReadOnlyList<Connection>)[.. rows.Select(row => row.ToConnection())];
        },
        cancellationToken);

    /// <summary>Lanes with their links by one of their names.</summary>
    public async Task<IReadOnlyDictionary<LaneName, LaneView>> FindLanesAsync(
        IReadOnlyCollection<LaneName> names, StoreSql sql, CancellationToken cancellationToken)
    {
        string[] stored = [.. names.Select(StoredText.Name)];
        var views = await ReadLanesAsync(
            sql, sql.Lanes.ByNames, [PostgresSession.Texts(stored), PostgresSession.Texts([])], cancellationToken).ConfigureAwait(false);
        var asked = names.ToHashSet();
        var found = new Dictionary<LaneName, LaneView>(views.Count);
        foreach (var view in views)
        {
            foreach (var name in new[] { view.Lane.Local, view.Lane.Remote }.OfType<LaneName>().Where(asked.Contains))
            {
                found[name] = view;
            }
        }

        return found;
    }

    /// <summary>Lanes with their links by their ids.</summary>
    public async Task<IReadOnlyDictionary<long, LaneView>> FindLanesAsync(
        IReadOnlyCollection<long> ids, StoreSql sql, CancellationToken cancellationToken)
    {
        var views = await ReadLanesAsync(sql, sql.Lanes.ByIds, [PostgresSession.Numbers(ids)], cancellationToken).ConfigureAwait(false);
        return views.ToDictionary(view => view.Lane.Id);
    }

    public Task<IReadOnlyList<LaneView>> ListLanesAsync(LaneQuery query, StoreSql sql, CancellationToken cancellationToken)
    {
        NpgsqlParameter[] page =
        [
            new NpgsqlParameter<long> { TypedValue = query.After },
            PostgresSession.Number(query.Limit),
            new NpgsqlParameter<short> { TypedValue = (short)(query.LastOutcome ?? (OperationState)(-1)) },
        ];
        return query.RepositoryId is { } repository
            ? ReadLanesAsync(sql, sql.Lanes.PageOfRepository, [.. page, new NpgsqlParameter<long> { TypedValue = repository }], cancellationToken)
            : ReadLanesAsync(sql, sql.Lanes.Page, page, cancellationToken);
    }

    private Task<IReadOnlyList<LaneView>> ReadLanesAsync(
        StoreSql sql, string selection, NpgsqlParameter[] parameters, CancellationToken cancellationToken) => ReadAsync(
        async connection =>
        {
            var set = new WorkingSet();
            var now = clock?.GetUtcNow() ?? await connection.ExecuteScalarAsync<DateTime>(Command("SELECT clock_timestamp()", null, cancellationToken))
                .ConfigureAwait(false);
            var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
            await using (snapshot.ConfigureAwait(false))
            {
                var batch = connection.CreateBatch();
                await using (batch.ConfigureAwait(false))
                {
                    batch.Add(sql.Lanes.Find(selection), parameters);
                    LaneReader.AddReadWhole(batch, sql.Lanes);
                    var rows = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                    await using (rows.ConfigureAwait(false))
                    {
                        await LaneReader.ReadLanesAsync(set, rows, true, cancellationToken).ConfigureAwait(false);
                    }
                }
            }

            return (IReadOnlyList<LaneView>)
            [
                .. set.Lanes.OrderBy(lane => lane.Id).Select(lane =>
                {
                    var head = lane.Head?.Operation;
                    return new LaneView(
                        set.StateOf(lane), StoredDocuments.ReadLink(lane.LinkDocument), head?.DueAt > now ? head.DueAt : null, head?.Error)
                    {
                        WorkerId = lane.Running is null ? null : lane.Worker,
                    };
                }),
            ];
        },
        cancellationToken);

    public Task<byte[]?> FindStateAsync(string name, CancellationToken cancellationToken) => ReadAsync(
        connection => connection.QueryFirstOrDefaultAsync<byte[]?>(Command(_sql.SharedState, new { name }, cancellationToken)), cancellationToken);

    public Task<IReadOnlyList<KeyValuePair<string, byte[]>>> ListStateAsync(string prefix, CancellationToken cancellationToken) => ReadAsync(
        async connection =>
        {
            var values = new { prefix, end = prefix + '\u007f', limit = OperationQuery.MaximumLimit };
            var rows = await connection.QueryAsync<(string Name, byte[] Value)>(Command(_sql.SharedStates, values, cancellationToken)).ConfigureAwait(false);
            return (IReadOnlyList<KeyValuePair<string, byte[]>>)[.. rows.Select(row => KeyValuePair.Create(row.Name, row.Value))];
        },
        cancellationToken);

    private static CommandDefinition Command(string sql, object? values, CancellationToken cancellationToken) =>
        new(sql, values, cancellationToken: cancellationToken);

    private Task<T> ReadAsync<T>(Func<NpgsqlConnection, Task<T>> read, CancellationToken cancellationToken) => connections.ReadAsync(read, cancellationToken);
}
