using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace GitSync.Simulation;

/// <summary>
/// Everyday work for hours of virtual time: two hosts, people who edit the same records and issues on both sides, retention, repair. What the process
/// holds must not grow: whatever is kept for each operation, webhook or lane has an end.
/// </summary>
internal static class SoakRun
{
    private const int Tasks = 100;

    /// <summary>The simulated GitHub remembers its last 10,000 deliveries and 64 versions of an issue: until these are full, they grow.</summary>
    private const int HoursToFill = 16;

    /// <summary>How much more the process may hold at the end than when that is full.</summary>
    private const double MaximumGrowth = 1.10;

    private static readonly TimeSpan BetweenEdits = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    /// <returns>0 when what is held stayed as it was, and both sides agree.</returns>
    public static async Task<int> RunAsync(int hours, SimulationSettings settings)
    {
        var began = Stopwatch.GetTimestamp();
        var random = new Random(settings.First);
        var world = await SimulatedWorld.MakeAsync(settings.First, hosts: 2);
        await using (world)
        {
            world.History.IsKept = false;
            var (held, edits, requests) = (new List<long>(), 0, 0L);
            for (var i = 0; i < Tasks; i++)
            {
                await SaveAsync(world, random, $"t{i}", $"Task {i}", SyncAction.Created);
            }

            await world.DrainAsync();
            for (var minute = 0; minute < (HoursToFill + hours) * 60; minute++)
            {
                for (var edit = 0; edit < TimeSpan.FromMinutes(1) / BetweenEdits; edit++)
                {
                    await SaveAsync(world, random, $"t{random.Next(Tasks)}", $"Ours {++edits}", SyncAction.Edited);
                    var place = world.Places[random.Next(world.Places.Count)];
                    var issues = world.GitHub.GetIssues(place.RepositoryId);
                    world.GitHub.EditIssue(place.RepositoryId, issues[random.Next(issues.Count)].Number, title: $"Theirs {++edits}");
                    await world.DrainAsync();
                    world.Clock.Advance(BetweenEdits);
                }

                await world.Hosts[minute % world.Hosts.Count].RepairAsync();
                if (minute % 60 == 59)
                {
                    await world.Store.MaintainAsync(Kept);
                    requests += world.GitHub.Requests.Total;
                    world.GitHub.Requests.Clear();
                    held.Add(GC.GetTotalMemory(forceFullCollection: true));
                }
            }

            var differing = world.Tasks.All.Count(task => !world.Places.SelectMany(place => world.GitHub.GetIssues(place.RepositoryId)).Any(issue => issue.Title == task.Content.Title));
            var (first, last) = (held[HoursToFill - 1], held[^1]);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{held.Count} hours in {Stopwatch.GetElapsedTime(began).TotalSeconds:N0} s: {edits:N0} edits, {requests:N0} requests, {first / 1024:N0} KB held after {HoursToFill} hours, {last / 1024:N0} KB at the end; {differing} tasks differ"));
            if (settings.Json is { } file)
            {
                await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { hours = held.Count, edits, requests, held, differing }));
            }

            return last <= first * MaximumGrowth && differing == 0 ? 0 : 1;
        }
    }

    private static async Task SaveAsync(SimulatedWorld world, Random random, string id, string title, SyncAction action)
    {
        var before = await world.Tasks.FindAsync(id, CancellationToken.None);
        var project = before?.Project ?? world.Places[random.Next(world.Places.Count)].Project;
        var saved = world.Tasks.Save(id, project, (before?.Content ?? new TaskContent { Title = title }) with { Title = title });
        await world.Hosts[random.Next(world.Hosts.Count)].Enqueuer.EnqueueAsync(
            new TaskChanged { TaskId = id, Project = project, Action = action, ModifiedAt = saved.ModifiedAt });
    }
}
