using Dapper;

namespace GitSync.Storage.Postgres;

/// <summary>Looks for operations, newest first, in one snapshot and in bounded portions.</summary>
internal sealed class PostgresSearch(PostgresConnections connections, string schema)
{
    private readonly SearchSql _sql = new(schema);
    private readonly ReaderSql _reader = new(schema);

    public async Task<OperationPage> FindAsync(OperationSearch search, CancellationToken cancellationToken)
    {
        if (_sql.Look(search) is not { } look)
        {
            return new OperationPage([], null);
        }

        var values = new
        {
            search.Before,
            search.DeliveryId,
            search.LaneId,
            State = (short?)search.State,
            Kind = (short?)search.Kind,
            Direction = (short?)search.Direction,
            search.RepositoryId,
            ErrorCode = StoredText.Clean(search.ErrorCode),
            search.Limit,
        };
        return await connections.ReadSnapshotAsync(
            async connection =>
            {
                var rows = (await connection.QueryAsync<(Guid Id, bool IsLast)>(new CommandDefinition(look, values, cancellationToken: cancellationToken))
                    .ConfigureAwait(false)).AsList();
                Guid[] found = [.. rows.Where(row => !row.IsLast).Select(row => row.Id).OrderDescending()];
                Guid[] ids = [.. found.Take(search.Limit)];
                Guid? next = found.Length > ids.Length ? ids[^1] : rows.Where(row => row.IsLast).Select(row => (Guid?)row.Id).FirstOrDefault();
                if (ids.Length == 0)
                {
                    return new OperationPage([], next);
                }

                var bounds = new { Ids = ids, First = ids[^1], Last = ids[0] };
                var operations = await connection.QueryAsync<OperationRow>(new CommandDefinition(_reader.FindAll, bounds, cancellationToken: cancellationToken))
                    .ConfigureAwait(false);
                return new OperationPage([.. operations.Select(row => row.ToOperation()).OrderByDescending(operation => operation.Id)], next);
            },
            cancellationToken).ConfigureAwait(false);
    }
}
