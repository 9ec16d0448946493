namespace GitSync.Benchmarks;

/// <summary>How long pages take: while nothing else goes on, and while the queue is drained; and what looking costs the drain.</summary>
internal sealed class PageFigures(ISyncStore store, DashboardHost host, DashboardSettings settings, Measurements measurements)
{
    /// <summary>What a page may take.</summary>
    private const double MostMilliseconds = 100;

    /// <summary>By how much looking may slow the drain.</summary>
    private const double MostSlowdown = 1.1;

    private const double Rare = 0.95;

    /// <summary>As often as several people's open pages are renewed together.</summary>
    private static readonly TimeSpan BetweenVisits = TimeSpan.FromMilliseconds(200);

    private readonly List<string> _idle = [];

    private string Alone => $"drain of {settings.Queued:N0} with nobody looking";

    private string Beside => $"drain of {settings.Queued:N0} beside {1 / BetweenVisits.TotalSeconds:N0} pages a second";

    public void AddRows(Comparison rows)
    {
        foreach (var name in _idle)
        {
            rows.Add(name, Half(name), Bound.AtMost(MostMilliseconds));
        }

        rows.Add("drain beside five pages a second", Beside, "nobody looking", Alone, Bound.AtLeast(1 / MostSlowdown));
    }

    public async Task IdleAsync(IReadOnlyList<DashboardPage> pages)
    {
        foreach (var page in pages)
        {
            var times = new List<double>(settings.Requests);
            for (var request = 0; request < settings.Warm + settings.Requests; request++)
            {
                var elapsed = await host.LoadAsync(page).ConfigureAwait(false);
                times.AddRange(request < settings.Warm ? [] : [elapsed]);
            }

            _idle.Add(page.Name);
            Add(_idle[^1], times);
        }
    }

    /// <summary>The drain alone and beside a visitor take turns, so that a slow minute of the machine hits both.</summary>
    public async Task BesideDrainAsync(QueueFill queue)
    {
        var times = DashboardPages.LeftOpen.ToDictionary(page => page, _ => new List<double>());
        for (var repetition = 0; repetition < settings.Drains; repetition++)
        {
            await queue.FillUpAsync().ConfigureAwait(false);
            measurements.AddRate(Alone, await DrainAsync().ConfigureAwait(false));
            await queue.FillUpAsync().ConfigureAwait(false);
            using var over = new CancellationTokenSource();
            var visitor = VisitAsync(times, over.Token);
            measurements.AddRate(Beside, await DrainAsync().ConfigureAwait(false));
            await over.CancelAsync().ConfigureAwait(false);
            await visitor.ConfigureAwait(false);
        }

        foreach (var (page, taken) in times)
        {
            Add($"{page.Name} beside the drain", taken);
        }
    }

    private async Task<double> DrainAsync() =>
        settings.Queued / (await new Drain([store], QueueUnderTest.MaximumClaims).RunAsync(settings.Queued).ConfigureAwait(false)).Seconds;

    private async Task VisitAsync(Dictionary<DashboardPage, List<double>> times, CancellationToken over)
    {
        using var visits = new PeriodicTimer(BetweenVisits, TimeProvider.System);
        for (var visit = 0; !over.IsCancellationRequested; visit++)
        {
            var (page, taken) = times.ElementAt(visit % times.Count);
            taken.Add(await host.LoadAsync(page).ConfigureAwait(false));
            try
            {
                await visits.WaitForNextTickAsync(over).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private void Add(string name, List<double> times)
    {
        var sorted = times.Order().ToArray();
        measurements.AddMilliseconds(Half(name), sorted[sorted.Length / 2]);
        measurements.AddMilliseconds($"{name}, p95", sorted[(int)Math.Ceiling(sorted.Length * Rare) - 1]);
    }

    private static string Half(string name) => $"{name}, p50";
}
