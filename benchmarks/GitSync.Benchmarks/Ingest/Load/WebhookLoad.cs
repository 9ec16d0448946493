using System.Diagnostics;

namespace GitSync.Benchmarks;

/// <summary>How long requests took, and how much of the machine the client and the server had meanwhile.</summary>
/// <param name="Milliseconds">Of each request, shortest first.</param>
/// <param name="Seconds">From the first request to the last answer.</param>
/// <param name="ClientCores">Cores that the client kept busy.</param>
/// <param name="ServerCores">Cores that the server's process kept busy; a database's server is not in it.</param>
internal sealed record LoadRecord(double[] Milliseconds, double Seconds, double ClientCores, double ServerCores)
{
    public double PerSecond => Milliseconds.Length / Seconds;

    public double Percentile(double percent) =>
        Milliseconds[Math.Min(Milliseconds.Length - 1, (int)(Milliseconds.Length * percent / 100))];
}

/// <summary>Sends the webhooks of a run to one server, each once, from a number of connections. All must be answered as the server answers what it took in.</summary>
internal sealed class WebhookLoad : IDisposable
{
    /// <summary>Longer than GitHub waits for an answer, however busy the machine: a request that is not answered by then never will be.</summary>
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(60);

    private readonly SignedWebhooks _webhooks;
    private readonly ServedProcess _server;
    private readonly int _answer;
    private readonly WebhookConnection[] _connections;
    private int _sent;

    private WebhookLoad(SignedWebhooks webhooks, ServedProcess server, int answer, WebhookConnection[] connections) =>
        (_webhooks, _server, _answer, _connections) = (webhooks, server, answer, connections);

    /// <summary>Webhooks that were sent, all from the first one on.</summary>
    public int Sent => _sent;

    public static async Task<WebhookLoad> ConnectAsync(SignedWebhooks webhooks, ServedProcess server, int answer, int connections) => new(
        webhooks,
        server,
        answer,
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => WebhookConnection.OpenAsync(server.Address))).ConfigureAwait(false));

    /// <summary>Every connection sends its next request when the last one is answered.</summary>
    /// <param name="most">Ends after so many requests,</param>
    /// <param name="patience">or after so long.</param>
    public Task<LoadRecord> ClosedAsync(int most, TimeSpan patience) => RunAsync(most, static (_, _) => Task.FromResult(Stopwatch.GetTimestamp()), patience);

    /// <summary>
    /// Requests fall due by the clock, whatever became of the ones before; one that finds no free connection waits, and that counts: the
    /// time is taken from when it was due.
    /// </summary>
    public Task<LoadRecord> OpenAsync(int perSecond, int count) => RunAsync(
        count,
        async (number, since) =>
        {
            var due = since + (long)((double)number / perSecond * Stopwatch.Frequency);
            if (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due) is { Ticks: > 0 } early)
            {
                await Task.Delay(early, TimeProvider.System).ConfigureAwait(false);
            }

            return due;
        },
        TimeSpan.FromSeconds((double)count / perSecond) + AnswerPatience);

    public void Dispose()
    {
        foreach (var connection in _connections)
        {
            connection.Dispose();
        }
    }

    private async Task<LoadRecord> RunAsync(int most, Func<int, long, Task<long>> begin, TimeSpan patience)
    {
        var first = _sent;
        BenchmarkBrokenException.Require(first + most <= _webhooks.Count, "There are not enough webhooks.");
        var took = new double[most];
        var next = -1;
        using var own = Process.GetCurrentProcess();
        var (ownBefore, serversBefore, since) = (own.TotalProcessorTime, _server.ProcessorTime, Stopwatch.GetTimestamp());
        var answered = Task.WhenAll(_connections.Select(connection => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(since) < patience && Interlocked.Increment(ref next) is var number && number < most)
            {
                var from = await begin(number, since).ConfigureAwait(false);
                var status = await connection.SendAsync(_webhooks.Request(first + number)).ConfigureAwait(false);
                took[number] = Stopwatch.GetElapsedTime(from).TotalMilliseconds;
                BenchmarkBrokenException.Require(status == _answer, $"A webhook was answered {status}, not {_answer}.");
            }
        })));
        try
        {
            await answered.WaitAsync(patience + AnswerPatience).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new BenchmarkBrokenException($"{took.Count(one => one > 0)} of {most} webhooks were answered, the others not within {AnswerPatience}.");
        }

        var seconds = Stopwatch.GetElapsedTime(since).TotalSeconds;
        own.Refresh();
        var cores = ((own.TotalProcessorTime - ownBefore).TotalSeconds / seconds, (_server.ProcessorTime - serversBefore).TotalSeconds / seconds);
        var done = Math.Min(next + 1, most);
        _sent = first + done;
        Array.Sort(took, 0, done);
        return new LoadRecord(took[..done], seconds, cores.Item1, cores.Item2);
    }
}
