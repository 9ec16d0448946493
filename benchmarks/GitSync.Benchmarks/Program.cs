using GitSync.Benchmarks;

return args switch
{
    ["rules", ..] => RulesSuite.Run(),
    ["queue", ..] => await QueueSuite.RunAsync(QueueSettings.From(args)).ConfigureAwait(false),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: <suite> [--quick] [--json FILE]     suites: rules, queue");
    return 2;
}
