using GitSync.Benchmarks;

return args switch
{
    ["rules", ..] => RulesSuite.Run(),
    ["queue", ..] => await SqliteSuite.RunAsync(QueueSettings.From(args)).ConfigureAwait(false),
    ["postgres", ..] => await PostgresSuite.RunAsync(QueueSettings.From(args)).ConfigureAwait(false),
    ["dashboard", ..] => await DashboardSuite.RunAsync(DashboardSettings.From(args)).ConfigureAwait(false),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: <suite> [--quick | --large] [--json FILE] [--only PART,...]");
    Console.Error.WriteLine("suites: rules, queue (SQLite), postgres, dashboard; parts of postgres: enqueue, drain, busy, latency, notify, backlog");
    Console.Error.WriteLine("dashboard: [--store sqlite | postgres] [--only pages | drain] [--keep, to fill the stores once for several runs]");
    return 2;
}
