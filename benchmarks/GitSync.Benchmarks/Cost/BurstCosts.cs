namespace GitSync.Benchmarks;

/// <summary>
/// Requests that the simulator gets for a burst of edits of one issue, on either side, until both agree and nothing is left to do. GitHub
/// takes its time for an answer, as it does: a burst is over in less, or goes on meanwhile.
/// </summary>
internal sealed class BurstCosts(CostSettings settings, Comparison comparison)
{
    private const double MostRequests = 3;
    private const string Unit = "requests";
    private const string There = "on GitHub";
    private const string Here = "here";

    private static readonly TimeSpan Answer = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(40);

    public async Task MeasureAsync(string store, IQueueDatabase database)
    {
        var host = await WholeHost.StartAsync(store, database, _ => { }, _ => { }).ConfigureAwait(false);
        await using (host.ConfigureAwait(false))
        {
            host.GitHub.Faults.AnswerDelay = Answer;
            var sides = new BothSides(host);
            await CountAsync(host, sides, Here, 1, TimeSpan.Zero).ConfigureAwait(false);
            for (var repetition = 0; repetition < settings.Repetitions; repetition++)
            {
                foreach (var (side, burst) in Cases())
                {
                    await AddAsync(host, sides, side, burst, TimeSpan.Zero).ConfigureAwait(false);
                    if (burst > 1)
                    {
                        await AddAsync(host, sides, side, burst, Apart).ConfigureAwait(false);
                    }
                }
            }
        }

        foreach (var (side, burst) in Cases())
        {
            // An edit made here is read for before it is written, so two that cannot be joined cost four; what is asked is about GitHub's events.
            var target = side == There && burst == settings.Bursts[^1] ? Bound.AtMost(MostRequests) : null;
            comparison.Add(Name(side, burst, TimeSpan.Zero), Name(side, burst, TimeSpan.Zero), target);
            comparison.Add(Name(side, burst, Apart), Name(side, burst, Apart), target);
        }
    }

    private IEnumerable<(string Side, int Burst)> Cases() => from side in (string[])[There, Here] from burst in settings.Bursts select (side, burst);

    private static string Name(string side, int burst, TimeSpan apart) =>
        $"{burst} {(burst == 1 ? "edit" : "edits")} of one issue {side}{(apart > TimeSpan.Zero ? $", {apart.TotalMilliseconds} ms apart" : "")}";

    private async Task AddAsync(WholeHost host, BothSides sides, string side, int burst, TimeSpan apart) => comparison.Figures.Add(
        Name(side, burst, apart), Unit, await CountAsync(host, sides, side, burst, apart).ConfigureAwait(false));

    private static async Task<long> CountAsync(WholeHost host, BothSides sides, string side, int burst, TimeSpan apart)
    {
        var number = (await sides.OpenAsync(1).ConfigureAwait(false))[0];
        var before = host.GitHub.Requests.Total;
        for (var edit = 0; edit < burst; edit++)
        {
            if (side == There)
            {
                sides.EditThere(number, sides.NextTitle());
            }
            else
            {
                await sides.EditHereAsync(number, sides.NextTitle()).ConfigureAwait(false);
            }

            if (apart > TimeSpan.Zero)
            {
                await Task.Delay(apart, TimeProvider.System).ConfigureAwait(false);
            }
        }

        await sides.RestAsync().ConfigureAwait(false);
        return host.GitHub.Requests.Total - before;
    }
}
