namespace GitSync.Benchmarks;

/// <summary>One turn of one system: an empty database, a fresh process, warmed up; as much as it can take, then a steady rate; then what it kept is verified.</summary>
internal sealed class IngestRound(SignedWebhooks webhooks, IngestSettings settings, Measurements measurements)
{
    public static string Requests(string system) => $"{system}: requests";

    public static string Memory(string system) => $"{system}: peak memory";

    public static string Answer(string system, double percent) => $"{system}: answer, {IngestSettings.Connections} connections, {Percentile(percent)}";

    public static string Ack(string system, double percent) => $"{system}: ack at {IngestSettings.PerSecond}/s, {Percentile(percent)}";

    public async Task RunAsync(IngestSystem system, IQueueDatabase database)
    {
        var server = await ServedProcess.StartAsync(
            system.Program, IngestServer.Suite, system.Which, "--database", database.ConnectionString, "--secret", SignedWebhooks.Secret).ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            using var load = await WebhookLoad.ConnectAsync(webhooks, server, system.Answer, IngestSettings.Connections).ConfigureAwait(false);
            await load.ClosedAsync(settings.WarmUp, settings.Patience).ConfigureAwait(false);
            await database.SettleAsync().ConfigureAwait(false);
            var full = await load.ClosedAsync(settings.Requests, settings.Patience).ConfigureAwait(false);
            await database.SettleAsync().ConfigureAwait(false);
            var steady = await load.OpenAsync(IngestSettings.PerSecond, IngestSettings.PerSecond * settings.Seconds).ConfigureAwait(false);
            var figures = await server.StopAsync().ConfigureAwait(false);
            await system.VerifyAsync(database, webhooks, load.Sent).ConfigureAwait(false);
            Record(system.Name, full, steady, figures, load.Sent);
        }
    }

    private void Record(string name, LoadRecord full, LoadRecord steady, ServerFigures figures, int sent)
    {
        measurements.AddRate(Requests(name), full.PerSecond);
        foreach (var percent in (double[])[50, 99, 99.9])
        {
            measurements.AddMilliseconds(Answer(name, percent), full.Percentile(percent));
        }

        measurements.AddMilliseconds(Ack(name, 50), steady.Percentile(50));
        measurements.AddMilliseconds(Ack(name, 99), steady.Percentile(99));
        measurements.Add(Memory(name), "MB", figures.PeakBytes / ServerFigures.BytesOfMegabyte);
        measurements.Add($"{name}: allocated for a request", "kB", figures.AllocatedBytes / 1_000.0 / sent);
        measurements.Add($"{name}: cores of the server's process meanwhile", "", full.ServerCores);
        measurements.Add($"{name}: cores of the client meanwhile", "", full.ClientCores);
    }

    private static string Percentile(double percent) => FormattableString.Invariant($"p{percent}");
}
