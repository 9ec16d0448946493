using GitSync.Benchmarks;

return RunOptions.Parse(args) switch
{
    { Suite: "rules" } options => await RulesSuite.RunAsync(options).ConfigureAwait(false),
    { Suite: "queue" } options => await QueueSuite.RunAsync(options).ConfigureAwait(false),
    { Suite: "dashboard" } options => await DashboardSuite.RunAsync(options).ConfigureAwait(false),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: <suite> [--store sqlite | postgres] [--quick | --large] [--only PART,...] [--json FILE]");
    Console.Error.WriteLine("suites: rules, queue, dashboard");
    Console.Error.WriteLine("parts of queue: enqueue, drain, busy, latency, notify, backlog; of dashboard: pages, drain");
    Console.Error.WriteLine("--keep: what the dashboard is filled with stays for the next run");
    return 2;
}
