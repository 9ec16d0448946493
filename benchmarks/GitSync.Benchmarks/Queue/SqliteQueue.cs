namespace GitSync.Benchmarks;

/// <summary>The SQLite queue against what the disk allows.</summary>
internal static class SqliteQueue
{
    private const string Single = "floor: raw insert, 1 per commit";
    private const string Batched = "floor: raw insert, 100 per commit";

    public static async Task MeasureAsync(SuiteRun run, QueueSettings settings)
    {
        var comparison = run.Compare(RunOptions.Sqlite);
        var figures = new QueueFigures(SqliteDatabase.MakeAsync, settings, comparison.Figures);
        await QueueFigures.WarmUpAsync(SqliteDatabase.MakeAsync, settings).ConfigureAwait(false);
        for (var repetition = 0; repetition < settings.Repetitions; repetition++)
        {
            // Floors and figures take turns, so that a slow minute of the machine hits both.
            comparison.Figures.AddRate(Single, SqliteFloor.Measure(settings.Single, perCommit: 1));
            comparison.Figures.AddRate(Batched, SqliteFloor.Measure(settings.Bulk, perCommit: 100));
            if (run.Options.Wants("enqueue"))
            {
                await figures.EnqueueAsync().ConfigureAwait(false);
            }

            if (run.Options.Wants("drain"))
            {
                await figures.DrainKeyedAsync().ConfigureAwait(false);
                await figures.DrainAtAsync(settings.Backlogs[0], 1).ConfigureAwait(false);
            }
        }

        if (run.Options.Wants("backlog"))
        {
            await figures.DrainAtAsync(settings.Backlogs[^1], settings.Repetitions).ConfigureAwait(false);
        }

        var drained = QueueFigures.DrainAt(settings.Backlogs[0]);
        comparison.Add("enqueue, 1 caller", QueueFigures.OneCaller, "raw commit", Single, Bound.AtLeast(0.85));
        comparison.Add("enqueue, 16 callers", QueueFigures.ManyCallers, "raw commit", Single);
        comparison.Add("enqueue, 1,000 at a time", QueueFigures.Bulk, "raw insert, 100 per commit", Batched);
        comparison.Add("keyed drain", QueueFigures.KeyedBy(1), "raw insert, 100 per commit", Batched, Bound.AtLeast(0.12));
        comparison.Add(drained, drained, "raw insert, 100 per commit", Batched, Bound.AtLeast(0.12));
        foreach (var backlog in settings.Backlogs.Skip(1).Select(QueueFigures.DrainAt))
        {
            comparison.Add(backlog, backlog, "raw insert, 100 per commit", Batched, Bound.AtLeast(0.12));
            comparison.Add(backlog, backlog, drained, drained, Bound.AtLeast(0.8));
        }
    }
}
