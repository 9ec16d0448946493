using Npgsql;

namespace GitSync.Storage.Postgres.Tests;

/// <summary>
/// Plans are made on a queue that is empty, and kept when it is full: what is a look-up by key must be one whatever the tables hold. Read the other way
/// round, 100,000 waiting operations were compared with every lane of a claim.
/// </summary>
public sealed class PlanTests : OpenPostgresStore
{
    private const string Lanes = "(SELECT array_agg(n) FROM generate_series(1, 1000) n)";

    private static readonly string[] Tables = ["lanes", "names", "queued", "ready", "running"];

    [Theory]
    [InlineData("read lanes")]
    [InlineData("read whole lanes")]
    [InlineData("read operations")]
    [InlineData("read whole operations")]
    [InlineData("lock by claims")]
    [InlineData("lock by names")]
    [InlineData("lock by ids")]
    [InlineData("lock runnable")]
    public async Task OnAnEmptyQueue_EveryTableIsLookedUpByKey(string statement)
    {
        await using var connection = await ConnectAsync();
        await ExecuteAsync(connection, string.Join(';', Tables.Select(table => $"ANALYZE {Harness.Schema}.{table}")));
        await ExecuteAsync(connection, PostgresConnections.Settings);
        await ExecuteAsync(connection, $"SELECT set_config('gitsync.lanes', {Lanes}::text, false), set_config('gitsync.lane_keys', {Lanes}::text, false)");

        var plan = await ExplainAsync(connection, SqlOf(statement, new StoreSql(Harness.Schema)));

        plan.Should().Contain(line => line.Contains("Scan", StringComparison.Ordinal));
        for (var i = 0; i < plan.Count; i++)
        {
            plan[i].Should().NotContain("Seq Scan");
            if (plan[i].Contains("Index Scan", StringComparison.Ordinal) || plan[i].Contains("Index Only Scan", StringComparison.Ordinal))
            {
                plan[i + 1].Should().Contain("Index Cond:", $"{plan[i].Trim()} is to be a look-up");
            }
        }
    }

    private static string SqlOf(string statement, StoreSql sql)
    {
        var lanes = sql.Lanes;
        return statement switch
        {
            "read lanes" => lanes.Read,
            "read whole lanes" => lanes.ReadWhole,
            "read operations" => lanes.ReadOperations,
            "read whole operations" => lanes.ReadWholeOperations,
            "lock by claims" => With(lanes.Lock(lanes.ByClaims), "'{1,2,3}'::bigint[]", "'{a,b}'::text[]"),
            "lock by names" => With(lanes.Lock(lanes.ByNames), "'{a,b}'::text[]", "'{m}'::text[]"),
            "lock by ids" => With(lanes.Lock(lanes.ByIds), "'{1,2,3}'::bigint[]"),
            "lock runnable" => With(lanes.LockRunnable, "'{-infinity,-infinity,-infinity}'::timestamptz[]", "now()", "256"),
            _ => throw new ArgumentOutOfRangeException(nameof(statement), statement, "There is no such statement."),
        };
    }

    private static string With(string sql, params string[] values)
    {
        for (var i = values.Length; i > 0; i--)
        {
            sql = sql.Replace("$" + i, values[i - 1], StringComparison.Ordinal);
        }

        return sql;
    }

    private static async Task<IReadOnlyList<string>> ExplainAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand("EXPLAIN (COSTS OFF) " + sql, connection);
        await using var rows = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await rows.ReadAsync())
        {
            lines.Add(rows.GetString(0));
        }

        return lines;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
