using System.Diagnostics;

namespace GitSync.Benchmarks;

/// <summary>How long an edit takes to the other side, and how many cross per second; both ways. Both sides agree after each measurement.</summary>
internal sealed class PipelineFigures(PipelineSettings settings, Comparison comparison)
{
    private const string Inbound = "webhook to updated record";
    private const string Outbound = "edit here to GitHub's PATCH";

    private Crossings _inbound = new();
    private Crossings _outbound = new();

    public async Task MeasureAsync(string store, IQueueDatabase database)
    {
        // The crossings of the moment: what was made in another measurement is not looked for any more.
        var host = await WholeHost.StartAsync(store, database, title => _inbound.Seen(title), title => _outbound.Seen(title)).ConfigureAwait(false);
        await using (host.ConfigureAwait(false))
        {
            var sides = new BothSides(host);
            var issues = await sides.OpenAsync(settings.Issues).ConfigureAwait(false);
            for (var repetition = 0; repetition < settings.Repetitions; repetition++)
            {
                await TrickleAsync(Inbound, sides, issues, EditThere).ConfigureAwait(false);
                await BurstAsync(Inbound, sides, issues, EditThere).ConfigureAwait(false);
                await TrickleAsync(Outbound, sides, issues, EditHereAsync).ConfigureAwait(false);
                await BurstAsync(Outbound, sides, issues, EditHereAsync).ConfigureAwait(false);
            }
        }

        foreach (var way in (string[])[Inbound, Outbound])
        {
            comparison.Add(Waits(way, 50), Waits(way, 50));
            comparison.Add(Waits(way, 99), Waits(way, 99));
            comparison.Add(Rate(way), Rate(way));
        }
    }

    private string Waits(string way, int percentile) => $"{way} at {settings.PerSecond}/s, p{percentile}";

    private string Rate(string way) => $"{way}, {settings.Issues} issues at once";

    private Task EditThere(BothSides sides, int number)
    {
        var title = sides.NextTitle();
        _inbound.Making(title);
        sides.EditThere(number, title);
        return Task.CompletedTask;
    }

    private Task EditHereAsync(BothSides sides, int number)
    {
        var title = sides.NextTitle();
        _outbound.Making(title);
        return sides.EditHereAsync(number, title);
    }

    private async Task TrickleAsync(string way, BothSides sides, IReadOnlyList<int> issues, Func<BothSides, int, Task> edit)
    {
        var crossings = Begin();
        var calls = new List<Task>();
        var since = Stopwatch.GetTimestamp();
        for (var i = 0; i < settings.PerSecond * (settings.Seconds + 1); i++)
        {
            if (TimeSpan.FromSeconds((double)i / settings.PerSecond) - Stopwatch.GetElapsedTime(since) is { Ticks: > 0 } early)
            {
                await Task.Delay(early, TimeProvider.System).ConfigureAwait(false);
            }

            var number = issues[i % issues.Count];
            calls.Add(Task.Run(() => edit(sides, number)));
        }

        await EndAsync(sides, crossings, calls).ConfigureAwait(false);
        var waits = crossings.Milliseconds(notBefore: settings.PerSecond);
        comparison.Figures.AddMilliseconds(Waits(way, 50), waits[waits.Length / 2]);
        comparison.Figures.AddMilliseconds(Waits(way, 99), waits[waits.Length * 99 / 100]);
    }

    private async Task BurstAsync(string way, BothSides sides, IReadOnlyList<int> issues, Func<BothSides, int, Task> edit)
    {
        var crossings = Begin();
        await EndAsync(sides, crossings, [.. issues.Select(number => Task.Run(() => edit(sides, number)))]).ConfigureAwait(false);
        comparison.Figures.AddRate(Rate(way), crossings.PerSecond());
    }

    /// <summary>One way is measured at a time.</summary>
    private Crossings Begin() => _inbound = _outbound = new Crossings();

    private static async Task EndAsync(BothSides sides, Crossings crossings, List<Task> calls)
    {
        await Task.WhenAll(calls).ConfigureAwait(false);
        await crossings.AllAsync().ConfigureAwait(false);
        await sides.RestAsync().ConfigureAwait(false);
    }
}
