using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;

namespace GitSync.Benchmarks;

/// <summary>
/// What the server allows: rows of an operation's size, inserted raw; and the plainest queue, without keys and order: claimed by SKIP LOCKED,
/// committed, moved to a history, committed.
/// </summary>
internal sealed class PostgresFloors(BenchmarkServer server)
{
    private const int DocumentBytes = 600;

    private const string Tables =
        """
        CREATE TABLE jobs (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, queued_at timestamptz NOT NULL DEFAULT now(),
          claimed_at timestamptz, document bytea NOT NULL);
        CREATE INDEX jobs_waiting ON jobs (id) WHERE claimed_at IS NULL;
        CREATE TABLE ended (id bigint PRIMARY KEY, queued_at timestamptz NOT NULL, claimed_at timestamptz, document bytea NOT NULL);
        """;

    private const string Insert = "INSERT INTO jobs (document) SELECT d FROM unnest($1::bytea[]) AS d";

    private const string Claim =
        """
        UPDATE jobs SET claimed_at = now()
        WHERE id = ANY (ARRAY (SELECT id FROM jobs WHERE claimed_at IS NULL ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED))
        RETURNING id, document
        """;

    private const string Complete =
        """
        WITH gone AS (DELETE FROM jobs WHERE id = ANY ($1) RETURNING id, queued_at, claimed_at, document)
        INSERT INTO ended SELECT * FROM gone
        """;

    /// <summary>Rows per second.</summary>
    public Task<double> InsertAsync(int rows, int connections, int perCommit) => OnTablesAsync(async source =>
    {
        var each = rows / connections / perCommit;
        var seconds = await TimeAsync(source, connections, connection => InsertAsync(connection, each, perCommit)).ConfigureAwait(false);
        await VerifyAsync(source, "jobs", each * perCommit * connections).ConfigureAwait(false);
        return each * perCommit * connections / seconds;
    });

    /// <summary>Jobs per second.</summary>
    public Task<double> WorkAsync(int jobs, int connections, int perCommit) => OnTablesAsync(async source =>
    {
        await TimeAsync(source, 1, connection => InsertAsync(connection, jobs / 1_000, 1_000)).ConfigureAwait(false);
        await VerifyAsync(source, "jobs", jobs).ConfigureAwait(false);
        await server.SettleAsync().ConfigureAwait(false);
        var seconds = await TimeAsync(source, connections, connection => WorkAsync(connection, perCommit)).ConfigureAwait(false);
        await VerifyAsync(source, "jobs", 0).ConfigureAwait(false);
        await VerifyAsync(source, "ended", jobs).ConfigureAwait(false);
        return jobs / seconds;
    });

    private static async Task InsertAsync(NpgsqlConnection connection, int commits, int perCommit)
    {
        var documents = new NpgsqlParameter
        {
            Value = Enumerable.Range(0, perCommit).Select(_ => new byte[DocumentBytes]).ToArray(),
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea,
        };
        var insert = new NpgsqlCommand(Insert, connection) { Parameters = { documents } };
        await using (insert.ConfigureAwait(false))
        {
            await insert.PrepareAsync().ConfigureAwait(false);
            for (var commit = 0; commit < commits; commit++)
            {
                await insert.ExecuteNonQueryAsync().ConfigureAwait(false);
            }
        }
    }

    private static async Task WorkAsync(NpgsqlConnection connection, int perCommit)
    {
        var ids = new NpgsqlParameter<long[]> { TypedValue = [] };
        var claim = new NpgsqlCommand(Claim, connection) { Parameters = { new NpgsqlParameter<int> { TypedValue = perCommit } } };
        var complete = new NpgsqlCommand(Complete, connection) { Parameters = { ids } };
        await using (claim.ConfigureAwait(false))
        await using (complete.ConfigureAwait(false))
        {
            await claim.PrepareAsync().ConfigureAwait(false);
            await complete.PrepareAsync().ConfigureAwait(false);
            while (await ClaimAsync(claim).ConfigureAwait(false) is { Length: > 0 } claimed)
            {
                ids.TypedValue = claimed;
                await complete.ExecuteNonQueryAsync().ConfigureAwait(false);
            }
        }
    }

    private static async Task<long[]> ClaimAsync(NpgsqlCommand claim)
    {
        var ids = new List<long>();
        var rows = await claim.ExecuteReaderAsync().ConfigureAwait(false);
        await using (rows.ConfigureAwait(false))
        {
            while (await rows.ReadAsync().ConfigureAwait(false))
            {
                BenchmarkBrokenException.Require(rows.GetFieldValue<byte[]>(1).Length == DocumentBytes, "A floor's job came back changed.");
                ids.Add(rows.GetInt64(0));
            }
        }

        return [.. ids];
    }

    private static async Task<double> TimeAsync(NpgsqlDataSource source, int count, Func<NpgsqlConnection, Task> run)
    {
        var connections = new List<NpgsqlConnection>();
        try
        {
            for (var i = 0; i < count; i++)
            {
                connections.Add(await source.OpenConnectionAsync().ConfigureAwait(false));
            }

            var since = Stopwatch.GetTimestamp();
            await Task.WhenAll(connections.Select(connection => Task.Run(() => run(connection)))).ConfigureAwait(false);
            return Stopwatch.GetElapsedTime(since).TotalSeconds;
        }
        finally
        {
            foreach (var connection in connections)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private static async Task VerifyAsync(NpgsqlDataSource source, string table, long rows)
    {
        var command = source.CreateCommand($"SELECT count(*) FROM {table}");
        await using (command.ConfigureAwait(false))
        {
            var counted = (long)(await command.ExecuteScalarAsync().ConfigureAwait(false))!;
            BenchmarkBrokenException.Require(counted == rows, $"The floor's {table} holds {counted} rows, not {rows}.");
        }
    }

    private async Task<double> OnTablesAsync(Func<NpgsqlDataSource, Task<double>> measure)
    {
        var database = await server.CreateDatabaseAsync().ConfigureAwait(false);
        try
        {
            var source = NpgsqlDataSource.Create(database);
            await using (source.ConfigureAwait(false))
            {
                var tables = source.CreateCommand(Tables);
                await using (tables.ConfigureAwait(false))
                {
                    await tables.ExecuteNonQueryAsync().ConfigureAwait(false);
                }

                return await measure(source).ConfigureAwait(false);
            }
        }
        finally
        {
            await server.DropDatabaseAsync(database).ConfigureAwait(false);
        }
    }
}
