using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using GitSync.Tests.Hosting;
using Npgsql;

namespace GitSync.Storm;

/// <summary>
/// Webhooks at an even rate to hosts of which one is killed now and then: every one is answered soon, what was answered is stored, and in the end both
/// sides are equal.
/// </summary>
internal static class LoadRun
{
    /// <summary>Issues that are edited in turn: at 200 a second, each every five seconds.</summary>
    private const int Issues = 1_000;

    /// <summary>Every so many-th webhook is a comment.</summary>
    private const int CommentEvery = 20;

    /// <summary>A machine that cannot send as many says nothing about the hosts.</summary>
    private const double LeastOfTheRate = 0.97;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <returns>The exit code: 0 when all held.</returns>
    public static async Task<int> RunAsync(LoadSettings settings)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"PostgreSQL, {settings.Hosts} hosts, {settings.Rate} webhooks a second for {settings.Seconds} s, {settings.Kills} kills"));
        await using var database = new PostgresDatabase();
        await database.InitializeAsync();
        await using var gitHub = await SimulatedGitHub.StartAsync();
        await using var fleet = new Fleet(gitHub, database, StormRun.Settings);
        await fleet.StartAsync(settings.Hosts);
        var deliveries = new Deliveries(fleet);
        gitHub.Simulator.SendWebhooksTo((webhook, _) =>
        {
            deliveries.Post(webhook);
            return Task.FromResult(202);
        });
        gitHub.Simulator.StartWebhooks();

        // The backlog of a first connection is not what is measured here.
        for (var i = 0; i < Issues; i++)
        {
            gitHub.Simulator.OpenIssue(gitHub.RepositoryId, $"Issue {i}");
            await Task.Delay(TimeSpan.FromMilliseconds(1000.0 / settings.Rate), TimeProvider.System);
        }

        await QuietAsync(fleet);
        var warm = deliveries.Taken.Count;
        deliveries.BeginMeasuring();
        var began = Stopwatch.GetTimestamp();
        var killing = KillAsync(settings, fleet);
        await SendAsync(settings, gitHub);
        var sent = Stopwatch.GetElapsedTime(began);
        await killing;
        await gitHub.Simulator.DrainAsync();
        await deliveries.CompleteAsync();
        await QuietAsync(fleet);
        var quiet = Stopwatch.GetElapsedTime(began) - sent;
        var differences = await StormRun.UntilEqualAsync(() => new Comparison(gitHub, fleet.Hosts[0], []).RunAsync());
        var stored = await StoredAsync(database);
        var lost = deliveries.Taken.Count(id => !stored.Contains(id));
        var (answers, perSecond) = (deliveries.Answers, (deliveries.Taken.Count - warm) / sent.TotalSeconds);
        var figures = new Dictionary<string, object>
        {
            ["webhooks"] = deliveries.Taken.Count - warm,
            ["lost"] = lost,
            ["perSecond"] = Math.Round(perSecond, 1),
            ["kills"] = settings.Kills,
            ["attemptsThatMetADyingHost"] = deliveries.Refusals,
            ["p50Ms"] = Math.Round(At(answers, 0.5), 1),
            ["p99Ms"] = Math.Round(At(answers, 0.99), 1),
            ["p999Ms"] = Math.Round(At(answers, 0.999), 1),
            ["quietAfterSeconds"] = Math.Round(quiet.TotalSeconds, 1),
            ["differences"] = differences.Count,
        };
        foreach (var (name, value) in figures)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-26} {value}"));
        }

        foreach (var difference in differences.Take(20))
        {
            await Console.Error.WriteLineAsync("DIFFERENCE: " + difference);
        }

        if (settings.Json is { } path)
        {
            await File.WriteAllTextAsync(path, JsonSerializer.Serialize(figures));
        }

        var holds = differences.Count == 0 && lost == 0 && At(answers, 0.99) < settings.Within && perSecond > settings.Rate * LeastOfTheRate;
        Console.WriteLine(holds ? $"nothing was lost, and 99 of 100 were answered within {settings.Within} ms" : "it does not hold");
        return holds ? 0 : 1;
    }

    private static async Task SendAsync(LoadSettings settings, SimulatedGitHub gitHub)
    {
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < settings.Rate * settings.Seconds; i++)
        {
            var ahead = TimeSpan.FromSeconds((double)i / settings.Rate) - Stopwatch.GetElapsedTime(began);
            if (ahead > TimeSpan.FromMilliseconds(1))
            {
                await Task.Delay(ahead, TimeProvider.System);
            }

            var number = 1 + (i % Issues);
            if (i % CommentEvery == CommentEvery - 1)
            {
                // Beside a comment's own webhook there is none of the issue.
                gitHub.Simulator.AddComment(gitHub.RepositoryId, number, $"Comment {i}");
            }
            else
            {
                gitHub.Simulator.EditIssue(gitHub.RepositoryId, number, title: $"Title {i}");
            }
        }
    }

    private static async Task KillAsync(LoadSettings settings, Fleet fleet)
    {
        for (var i = 0; i < settings.Kills; i++)
        {
            await Task.Delay(TimeSpan.FromSeconds((double)settings.Seconds / (settings.Kills + 1)), TimeProvider.System);
            await fleet.ReplaceAsync(i);
        }
    }

    private static async Task QuietAsync(Fleet fleet)
    {
        var began = Stopwatch.GetTimestamp();
        while (await fleet.Hosts[0].GetAsync("sync/summary") is var summary && (long)summary["queued"]! + (long)summary["processing"]! > 0)
        {
            if (Stopwatch.GetElapsedTime(began) > Patience)
            {
                throw new InvalidOperationException($"{summary["queued"]} operations still wait.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        }
    }

    private static async Task<HashSet<Guid>> StoredAsync(PostgresDatabase database)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT id FROM gitsync.deliveries", connection);
        await using var reader = await command.ExecuteReaderAsync();
        HashSet<Guid> stored = [];
        while (await reader.ReadAsync())
        {
            stored.Add(reader.GetGuid(0));
        }

        return stored;
    }

    private static double At(double[] sorted, double quantile) => sorted.Length == 0 ? 0 : sorted[(int)Math.Min(sorted.Length - 1, quantile * sorted.Length)];
}
