namespace GitSync.Benchmarks;

/// <summary>
/// Taking in signed webhooks over HTTP: the real endpoint with a real, durable store, beside what the same machine can do at all, and beside what
/// one would build of ready parts. Each server is a process of its own; the systems take turns.
/// </summary>
internal static class IngestSuite
{
    public static Task<int> RunAsync(RunOptions options) => SuiteRun.RunAsync(options, async run =>
    {
        var settings = IngestSettings.Of(options);
        var databases = await QueueDatabases.FindAsync(options).ConfigureAwait(false);
        Console.WriteLine($"signing {settings.Webhooks:N0} webhooks of {IssuePayload.Bytes:N0} bytes");
        var webhooks = new SignedWebhooks(settings.Webhooks);
        foreach (var store in options.Stores)
        {
            var comparison = run.Compare(store);
            var systems = IngestSystem.Of(store).Where(system => options.Wants(system.Which)).ToArray();
            var round = new IngestRound(webhooks, settings, comparison.Figures);
            for (var repetition = 0; repetition < settings.Repetitions; repetition++)
            {
                // Systems take turns, so that a slow minute of the machine hits all of them.
                MachineLoad.Print($"at repetition {repetition + 1} on {store}");
                foreach (var system in systems)
                {
                    var database = await databases.MakeAsync(store).ConfigureAwait(false);
                    await using (database.ConfigureAwait(false))
                    {
                        await round.RunAsync(system, database).ConfigureAwait(false);
                    }
                }
            }

            IngestTargets.AddTo(comparison);
        }
    });
}
