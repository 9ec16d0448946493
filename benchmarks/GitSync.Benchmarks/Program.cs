using GitSync.Benchmarks;

if (args is [MemoryChild.Verb, .. var scene])
{
    return await MemoryChild.RunAsync(scene).ConfigureAwait(false);
}

return RunOptions.Parse(args) switch
{
    { Suite: "rules" } options => await RulesSuite.RunAsync(options).ConfigureAwait(false),
    { Suite: "queue" } options => await QueueSuite.RunAsync(options).ConfigureAwait(false),
    { Suite: "pipeline" } options => await PipelineSuite.RunAsync(options).ConfigureAwait(false),
    { Suite: "memory" } options => await MemorySuite.RunAsync(options).ConfigureAwait(false),
    { Suite: "cost" } options => await CostSuite.RunAsync(options).ConfigureAwait(false),
    { Suite: "dashboard" } options => await DashboardSuite.RunAsync(options).ConfigureAwait(false),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: <suite> [--store sqlite | postgres] [--quick | --large] [--only PART,...] [--json FILE]");
    Console.Error.WriteLine("suites: rules, queue, pipeline, memory, cost, dashboard");
    Console.Error.WriteLine("parts of queue: enqueue, drain, busy, latency, notify, backlog; of memory: idle, trickle, load; of dashboard: pages, drain");
    Console.Error.WriteLine("--keep: what the dashboard is filled with stays for the next run");
    return 2;
}
