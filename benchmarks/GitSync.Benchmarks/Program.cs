using GitSync.Benchmarks;

// What a suite measures in a process of its own is this program again, by a verb of its own.
return args switch
{
    [MemoryChild.Verb, .. var scene] => await MemoryChild.RunAsync(scene).ConfigureAwait(false),
    [IngestServer.Verb, .. var served] => await IngestServer.RunAsync(served).ConfigureAwait(false),
    _ => RunOptions.Parse(args) switch
    {
        { Suite: "rules" } options => await RulesSuite.RunAsync(options).ConfigureAwait(false),
        { Suite: "queue" } options => await QueueSuite.RunAsync(options).ConfigureAwait(false),
        { Suite: "ingest" } options => await IngestSuite.RunAsync(options).ConfigureAwait(false),
        { Suite: "pipeline" } options => await PipelineSuite.RunAsync(options).ConfigureAwait(false),
        { Suite: "memory" } options => await MemorySuite.RunAsync(options).ConfigureAwait(false),
        { Suite: "cost" } options => await CostSuite.RunAsync(options).ConfigureAwait(false),
        { Suite: "dashboard" } options => await DashboardSuite.RunAsync(options).ConfigureAwait(false),
        _ => Usage(),
    },
};

static int Usage()
{
    Console.Error.WriteLine("usage: <suite> [--store sqlite | postgres] [--quick | --large] [--only PART,...] [--json FILE] [--guard FILE]");
    Console.Error.WriteLine("suites: rules, queue, ingest, pipeline, memory, cost, dashboard");
    Console.Error.WriteLine("parts of queue: enqueue, drain, dispatch, peers, busy, latency, notify, backlog; of memory: idle, trickle, load; of dashboard: pages, drain");
    Console.Error.WriteLine("--keep: what the dashboard is filled with stays for the next run");
    return 2;
}
