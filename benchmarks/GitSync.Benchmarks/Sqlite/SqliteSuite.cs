namespace GitSync.Benchmarks;

/// <summary>The SQLite queue against what the disk allows, in one run. Ratios count, absolutes move with the machine.</summary>
internal static class SqliteSuite
{
    private const string Single = "floor: raw insert, 1 per commit";
    private const string Batched = "floor: raw insert, 100 per commit";

    public static async Task<int> RunAsync(QueueSettings settings)
    {
        var measurements = new Measurements();
        var figures = new QueueFigures(SqliteDatabase.MakeAsync, settings, measurements);
        MachineLoad.Print("before");
        try
        {
            await QueueFigures.WarmUpAsync(SqliteDatabase.MakeAsync, settings).ConfigureAwait(false);
            for (var repetition = 0; repetition < settings.Repetitions; repetition++)
            {
                // Floors and figures take turns, so that a slow minute of the machine hits both.
                measurements.AddRate(Single, SqliteFloor.Measure(settings.Single, perCommit: 1));
                measurements.AddRate(Batched, SqliteFloor.Measure(settings.Bulk, perCommit: 100));
                await figures.EnqueueAsync().ConfigureAwait(false);
                await figures.DrainKeyedAsync().ConfigureAwait(false);
                await figures.DrainAtAsync(settings.Backlogs[0], 1).ConfigureAwait(false);
            }

            await figures.DrainAtAsync(settings.Backlogs[^1], settings.Repetitions).ConfigureAwait(false);
        }
        catch (BenchmarkBrokenException broken)
        {
            await Console.Error.WriteLineAsync("BROKEN: " + broken.Message).ConfigureAwait(false);
            return 1;
        }

        MachineLoad.Print("after");
        Report.Print("SQLite, synchronous=FULL", measurements, ("one row per commit", Single), ("100 rows per commit", Batched));
        await Report.WriteAsync(settings.Json, measurements, []).ConfigureAwait(false);
        return 0;
    }
}
