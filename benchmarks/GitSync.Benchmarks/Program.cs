using GitSync.Benchmarks;

return args switch
{
    ["rules", ..] => RulesSuite.Run(),
    ["queue", ..] => await SqliteSuite.RunAsync(QueueSettings.From(args)).ConfigureAwait(false),
    ["postgres", ..] => await PostgresSuite.RunAsync(QueueSettings.From(args)).ConfigureAwait(false),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: <suite> [--quick | --large] [--json FILE] [--only PART,...]");
    Console.Error.WriteLine("suites: rules, queue (SQLite), postgres; parts of postgres: enqueue, drain, busy, latency, notify, backlog");
    return 2;
}
