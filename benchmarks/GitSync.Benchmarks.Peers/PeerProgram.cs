namespace GitSync.Benchmarks.Peers;

/// <summary>Measures one queue under one scenario: one JSON line on the output, everything else on the error output.</summary>
internal static class PeerProgram
{
    /// <summary>Hangfire's workers block their threads, and its clients block the producers': the pool must not add them one by one.</summary>
    private const int LeastPoolThreads = 64;

    /// <summary>0 when the scenario ran to its end and no job was lost.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (PeerArguments.Read(args) is not { } arguments)
        {
            await Console.Error.WriteLineAsync(PeerArguments.Usage).ConfigureAwait(false);
            return 2;
        }

        ThreadPool.SetMinThreads(LeastPoolThreads, LeastPoolThreads);
        if (arguments.Scenario == PeerScenario.Bulk)
        {
            // Neither takes several jobs in one call.
            await Console.Out.WriteLineAsync("""{"unsupported":true}""").ConfigureAwait(false);
            return 0;
        }

        var jobs = new JobHandler(arguments.HandlerTime);
        IPeerQueue queue = arguments.System switch
        {
            PeerSystem.Hangfire => new HangfireQueue(arguments, jobs),
            PeerSystem.Wolverine => new WolverineQueue(arguments, jobs),
            _ => throw new InvalidOperationException($"There is no queue for {arguments.System}."),
        };
        await using (queue.ConfigureAwait(false))
        {
            await queue.OpenAsync().ConfigureAwait(false);
            var measured = await new ScenarioRun(queue, jobs, arguments).RunAsync().ConfigureAwait(false);
            await Console.Out.WriteLineAsync(PeerReport.ToJson(queue, arguments, measured)).ConfigureAwait(false);
            return measured.Order.Lost == 0 ? 0 : 1;
        }
    }
}
