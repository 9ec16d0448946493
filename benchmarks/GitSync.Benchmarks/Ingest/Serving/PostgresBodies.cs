using Npgsql;
using NpgsqlTypes;

namespace GitSync.Benchmarks;

/// <summary>One plain <c>INSERT</c> for each body, on a pooled connection: a commit each, from as many connections as there are requests.</summary>
internal sealed class PostgresBodies : IBodyStore
{
    public const string Count = "SELECT count(*) FROM bodies";

    /// <summary>No index but the key's, and that one grows at its end: nothing is asked of it but to keep the body.</summary>
    private const string Table = "CREATE TABLE bodies (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, delivery uuid NOT NULL, body bytea NOT NULL)";

    private const string Insert = "INSERT INTO bodies (delivery, body) VALUES ($1, $2)";

    private readonly NpgsqlDataSource _source;

    private PostgresBodies(NpgsqlDataSource source) => _source = source;

    public static async Task<PostgresBodies> OpenAsync(string connectionString)
    {
        // Each connection prepares the statement when it comes back.
        var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { MaxAutoPrepare = 10, AutoPrepareMinUsages = 2 });
        var table = source.CreateCommand(Table);
        await using (table.ConfigureAwait(false))
        {
            await table.ExecuteNonQueryAsync().ConfigureAwait(false);
        }

        return new PostgresBodies(source);
    }

    public async Task StoreAsync(Guid id, byte[] body)
    {
        var insert = _source.CreateCommand(Insert);
        await using (insert.ConfigureAwait(false))
        {
            insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id, NpgsqlDbType = NpgsqlDbType.Uuid });
            insert.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = body, NpgsqlDbType = NpgsqlDbType.Bytea });
            await insert.ExecuteNonQueryAsync().ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
