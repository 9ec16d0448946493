using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using GitSync.Testing.Simulator;
using GitSync.Tests.Hosting;

namespace GitSync.Storm;

/// <summary>Posts webhooks to the hosts by turns, side by side, as a balancer passes them on: what a host that was killed did not take goes to the next one.</summary>
internal sealed class Deliveries(Fleet fleet)
{
    /// <summary>Rounds over all hosts before a webhook counts as not taken.</summary>
    private const int MaximumRounds = 100;

    /// <summary>GitHub gives up after that.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan BetweenRounds = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentQueue<double> _answers = new();
    private readonly ConcurrentBag<Guid> _taken = [];
    private readonly ConcurrentQueue<Task> _posted = new();
    private int _turns;
    private int _refusals;

    /// <summary>Webhooks that were answered with 202.</summary>
    public IReadOnlyCollection<Guid> Taken => _taken;

    /// <summary>Attempts that met a dying host or an answer above 499.</summary>
    public int Refusals => _refusals;

    /// <summary>How long it took from a webhook's time to its 202, in milliseconds, sorted: with whatever was tried before at a host that was dying.</summary>
    public double[] Answers => [.. _answers.Order()];

    /// <summary>Forgets what was measured; not what was taken.</summary>
    public void BeginMeasuring() => _answers.Clear();

    public void Post(SimulatorWebhook webhook)
    {
        var due = Stopwatch.GetTimestamp();
        _posted.Enqueue(Task.Run(() => PostAsync(webhook, due)));
    }

    /// <summary>Waits for all answers.</summary>
    /// <exception cref="InvalidOperationException">A webhook was refused, or nobody took it.</exception>
    public Task CompleteAsync() => Task.WhenAll(_posted);

    private async Task PostAsync(SimulatorWebhook webhook, long due)
    {
        var body = Encoding.UTF8.GetBytes(webhook.Body);
        for (var round = 0; round < MaximumRounds; round++)
        {
            var (hosts, turn) = (fleet.Hosts, Interlocked.Increment(ref _turns));
            for (var i = 0; i < hosts.Count; i++)
            {
                if (await TryAsync(hosts[(turn + i) % hosts.Count], webhook, body))
                {
                    _answers.Enqueue(Stopwatch.GetElapsedTime(due).TotalMilliseconds);
                    _taken.Add(webhook.Guid);
                    return;
                }

                Interlocked.Increment(ref _refusals);
            }

            await Task.Delay(BetweenRounds, TimeProvider.System);
        }

        throw new InvalidOperationException($"No host took webhook {webhook.Guid}.");
    }

    private async Task<bool> TryAsync(HostProcess host, SimulatorWebhook webhook, byte[] body)
    {
        if (host.Exited.IsCompleted)
        {
            return false;
        }

        try
        {
            using var answer = await host.PostWebhookAsync(webhook.Event, body, webhook.Guid).WaitAsync(Timeout);
            if (answer.StatusCode == HttpStatusCode.Accepted)
            {
                return true;
            }

            return (int)answer.StatusCode >= 500
                ? false
                : throw new InvalidOperationException($"Webhook {webhook.Guid} was refused: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }
        catch (Exception gone) when (gone is HttpRequestException or TimeoutException or OperationCanceledException or ObjectDisposedException)
        {
            return false;
        }
    }
}
