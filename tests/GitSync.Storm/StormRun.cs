using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using GitSync.Tests.Hosting;

namespace GitSync.Storm;

/// <summary>
/// Host processes and a simulated GitHub over real HTTP: random edits on both sides through faults, then calm; then both sides have to be equal,
/// nothing may exist twice, and nothing may be written any more.
/// </summary>
internal static class StormRun
{
    /// <summary>How long both sides may take to become equal after the last edit.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>How long nothing may be written afterwards: sweeps and looks for failed webhooks fall into it.</summary>
    private static readonly TimeSpan Quiescence = TimeSpan.FromSeconds(40);

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(20);

    /// <summary>Repair as often as it may be; what a person would look at first is let through.</summary>
    internal static readonly (string Key, string Value)[] Settings =
    [
        ("GitSync:MaximumAttempts", "100"),
        ("GitSync:Repair:SweepInterval", "00:00:10"),
        ("GitSync:Repair:RedeliveryInterval", "00:00:10"),
        ("GitSync:Repair:PollInterval", "00:00:01"),
        ("GitSync:Guards:MaximumRemovals", "0"),
        ("GitSync:Guards:MaximumSwings", "0"),
    ];

    /// <returns>The exit code: 0 when all held.</returns>
    public static async Task<int> RunAsync(StormSettings settings)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(settings.UsesPostgres ? "PostgreSQL" : "SQLite")}, {settings.Hosts} host(s), {settings.Edits:N0} edits, seed {settings.Seed}"));
        TemporaryDatabase database = settings.UsesPostgres ? new PostgresDatabase() : new SqliteDatabase();
        await using (database)
        {
            await database.InitializeAsync();
            await using var gitHub = await SimulatedGitHub.StartAsync();
            await using var fleet = new Fleet(gitHub, database, Settings);
            await fleet.StartAsync(settings.Hosts);
            gitHub.SendWebhooksTo([.. fleet.Hosts]);
            return await RunAsync(settings, gitHub, fleet);
        }
    }

    private static async Task<int> RunAsync(StormSettings settings, SimulatedGitHub gitHub, Fleet fleet)
    {
        var began = Stopwatch.GetTimestamp();
        var edits = new RandomEdits(gitHub, fleet, new Random(settings.Seed));
        Faults.Begin(gitHub.Simulator.Faults);
        for (var (i, kills) = (1, 0); i <= settings.Edits; i++)
        {
            await edits.MakeAsync(i);
            if (kills < (long)settings.Kills * i / settings.Edits)
            {
                await fleet.ReplaceAsync(kills++);
                gitHub.SendWebhooksTo([.. fleet.Hosts]);
            }

            if (i % 500 == 0)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{i:N0} edits after {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s"));
            }
        }

        var injected = gitHub.Simulator.Faults.Injected();
        gitHub.Simulator.Faults.Clear();
        var stormed = Stopwatch.GetElapsedTime(began);
        var differences = await UntilEqualAsync(() => new Comparison(gitHub, fleet.Hosts[0], edits.Deleted).RunAsync());
        var settled = Stopwatch.GetElapsedTime(began) - stormed;
        var late = 0;
        if (differences.Count == 0)
        {
            gitHub.Simulator.Requests.Clear();
            await Task.Delay(Quiescence, TimeProvider.System);
            late = gitHub.Simulator.Requests.Entries().Count(request => request.Method != "GET" && request.Path.Contains("/issues", StringComparison.Ordinal));
            differences = await new Comparison(gitHub, fleet.Hosts[0], edits.Deleted).RunAsync();
        }

        var figures = new Dictionary<string, object>
        {
            ["store"] = settings.UsesPostgres ? "postgres" : "sqlite",
            ["hosts"] = settings.Hosts,
            ["seed"] = settings.Seed,
            ["edits"] = settings.Edits,
            ["editsThatWereRefused"] = edits.Refused,
            ["kills"] = settings.Kills,
            ["faults"] = string.Join(", ", injected.OrderBy(fault => fault.Key, StringComparer.Ordinal).Select(fault => $"{fault.Key} {fault.Value}")),
            ["stormSeconds"] = Math.Round(stormed.TotalSeconds, 1),
            ["settledAfterSeconds"] = Math.Round(settled.TotalSeconds, 1),
            ["issues"] = gitHub.Issues.Count,
            ["writesAfterQuiescence"] = late,
            ["differences"] = differences.Count,
        };
        foreach (var (name, value) in figures)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-24} {value}"));
        }

        foreach (var difference in differences.Take(20))
        {
            await Console.Error.WriteLineAsync("DIFFERENCE: " + difference);
        }

        if (settings.Json is { } path)
        {
            await File.WriteAllTextAsync(path, JsonSerializer.Serialize(figures));
        }

        var holds = differences.Count == 0 && late == 0;
        Console.WriteLine(holds ? "both sides are equal, nothing twice, nothing written any more" : "it does not hold");
        return holds ? 0 : 1;
    }

    internal static async Task<IReadOnlyList<string>> UntilEqualAsync(Func<Task<IReadOnlyList<string>>> compare)
    {
        var began = Stopwatch.GetTimestamp();
        var said = began;
        while (true)
        {
            var differences = await compare();
            if (differences.Count == 0 || Stopwatch.GetElapsedTime(began) > Patience)
            {
                return differences;
            }

            if (Stopwatch.GetElapsedTime(said) > TellEvery)
            {
                said = Stopwatch.GetTimestamp();
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{differences.Count} differences after {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s, for example: {differences[0]}"));
            }

            await Task.Delay(Every, TimeProvider.System);
        }
    }
}
