using Npgsql;

namespace GitSync.Benchmarks;

/// <summary>The dashboard over a million operations: every page's time on the server, on both stores.</summary>
internal static class DashboardSuite
{
    private const string KeptName = "dashboard";

    public static Task<int> RunAsync(RunOptions options) => SuiteRun.RunAsync(options, async run =>
    {
        var settings = DashboardSettings.Of(options);
        var server = options.Stores.Contains(RunOptions.Postgres) ? await BenchmarkServer.FindAsync().ConfigureAwait(false) : null;
        foreach (var store in options.Stores)
        {
            await MeasureAsync(store, server, settings, run).ConfigureAwait(false);
        }
    });

    private static async Task MeasureAsync(string name, BenchmarkServer? server, DashboardSettings settings, SuiteRun run)
    {
        var (options, comparison) = (run.Options, run.Compare(name));
        Console.WriteLine(name);
        var kept = $"{KeptName}_{settings.Name}";
        IQueueDatabase database = (name, options.IsKept) switch
        {
            (RunOptions.Sqlite, false) => await SqliteDatabase.MakeAsync().ConfigureAwait(false),
            (RunOptions.Sqlite, true) => SqliteDatabase.Keep(kept),
            (RunOptions.Postgres, false) => await PostgresDatabase.MakeAsync(server!).ConfigureAwait(false),
            (RunOptions.Postgres, true) => await PostgresDatabase.KeepAsync(server!, kept).ConfigureAwait(false),
            _ => throw new BenchmarkBrokenException($"There is no store {name}."),
        };
        await using (database.ConfigureAwait(false))
        {
            var store = await database.OpenAsync().ConfigureAwait(false);
            await FillAsync(store, database, settings).ConfigureAwait(false);
            var queue = new QueueFill(store, settings);
            await queue.StartRunningAsync().ConfigureAwait(false);
            await queue.FillUpAsync().ConfigureAwait(false);
            await new SharedFill(store, settings).DocumentsAsync().ConfigureAwait(false);
            await SettleAsync(database).ConfigureAwait(false);

            var landmarks = await Landmarks.FindAsync(store, settings).ConfigureAwait(false);
            var host = await DashboardHost.StartAsync(store).ConfigureAwait(false);
            await using (host.ConfigureAwait(false))
            {
                var figures = new PageFigures(store, host, settings, comparison.Figures);
                MachineLoad.Print("while nothing else goes on");
                if (options.Wants("pages"))
                {
                    await figures.IdleAsync(DashboardPages.Of(landmarks, settings, TimeProvider.System.GetUtcNow())).ConfigureAwait(false);
                }

                if (options.Wants("drain"))
                {
                    await figures.BesideDrainAsync(queue).ConfigureAwait(false);
                }

                figures.AddRows(comparison);
            }
        }
    }

    private static async Task FillAsync(ISyncStore store, IQueueDatabase database, DashboardSettings settings)
    {
        if ((await store.SummarizeAsync().ConfigureAwait(false)).Counts[OperationState.Completed] > 0)
        {
            return;
        }

        var start = TimeProvider.System.GetUtcNow() - Landscape.Age;
        await MakeDaysAsync(database, start).ConfigureAwait(false);
        var clock = new FillClock(start);
        var past = await database.OpenAsync(clock).ConfigureAwait(false);
        var shared = new SharedFill(past, settings);
        await shared.ConnectAsync().ConfigureAwait(false);
        await new HistoryFill(past, clock, settings).RunAsync().ConfigureAwait(false);
        await shared.AuditAsync(clock).ConfigureAwait(false);
    }

    /// <summary>A server that was there for a month has a partition for each of its days.</summary>
    private static Task MakeDaysAsync(IQueueDatabase database, DateTimeOffset start) => ExecuteAsync(
        database, $"SELECT gitsync.keep_history_day(d::date) FROM generate_series('{start:yyyy-MM-dd}'::date, current_date, interval '1 day') AS d");

    /// <summary>And its tables were vacuumed by the server itself.</summary>
    private static async Task SettleAsync(IQueueDatabase database)
    {
        await ExecuteAsync(database, "VACUUM (ANALYZE)").ConfigureAwait(false);
        await database.SettleAsync().ConfigureAwait(false);
    }

    private static async Task ExecuteAsync(IQueueDatabase database, string sql)
    {
        if (database is PostgresDatabase { ConnectionString: var connectionString })
        {
            var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { CommandTimeout = 0, Pooling = false }.ConnectionString);
            await using (connection.ConfigureAwait(false))
            {
                await connection.OpenAsync().ConfigureAwait(false);
                var command = new NpgsqlCommand(sql, connection);
                await using (command.ConfigureAwait(false))
                {
                    await command.ExecuteNonQueryAsync().ConfigureAwait(false);
                }
            }
        }
    }
}
