namespace GitSync.Testing.Simulator;

public sealed partial class GitHubSimulator
{
    /// <summary>Webhooks that one <see cref="DrainAsync"/> sends at most; more means that each makes new ones.</summary>
    public const int MaxDrain = 100_000;

    private readonly WebhookOutbox outbox;
    private HttpMessageInvoker? httpSender;
    private CancellationTokenSource? pumpStop;
    private Task pump = Task.CompletedTask;

    /// <summary>How many webhooks wait to be sent.</summary>
    public int PendingWebhooks => outbox.PendingCount;

    /// <summary>Sends webhooks to a receiver in this process from now on.</summary>
    /// <param name="sink">The receiver.</param>
    public void SendWebhooksTo(IWebhookSink sink) => outbox.Sink = sink ?? throw new ArgumentNullException(nameof(sink));

    /// <summary>Sends webhooks to a function from now on.</summary>
    /// <param name="receive">Takes the webhook and returns the HTTP status it answers with.</param>
    public void SendWebhooksTo(Func<SimulatorWebhook, CancellationToken, Task<int>> receive) =>
        outbox.Sink = new DelegateWebhookSink(receive ?? throw new ArgumentNullException(nameof(receive)));

    /// <summary>Posts webhooks to a URL from now on.</summary>
    /// <param name="target">The receiver's address.</param>
    /// <param name="handler">How to get there (not disposed); <see langword="null"/>: over the network.</param>
    public void SendWebhooksTo(Uri target, HttpMessageHandler? handler = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        var client = handler is null
            ? httpSender ??= new HttpMessageInvoker(new SocketsHttpHandler { AllowAutoRedirect = false })
            : new HttpMessageInvoker(handler, disposeHandler: false);
        outbox.Sink = new HttpWebhookSink(target, client, time);
    }

    /// <summary>The webhooks that wait, in the order they would be sent.</summary>
    /// <returns>A copy.</returns>
    public IReadOnlyList<SimulatorWebhook> GetPendingWebhooks() => outbox.Pending();

    /// <summary>The attempts made, oldest first; the last 10,000.</summary>
    /// <returns>A copy.</returns>
    public IReadOnlyList<SimulatorDelivery> GetDeliveries() => outbox.Attempts();

    /// <summary>Sends the first webhook that is due.</summary>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <returns>The attempt, or <see langword="null"/> when none is due.</returns>
    public Task<SimulatorDelivery?> DeliverAsync(CancellationToken cancellationToken = default) =>
        outbox.DeliverNextAsync(cancellationToken);

    /// <summary>Sends webhooks, one after the other, until none is due; also those that come to be on the way.</summary>
    /// <param name="cancellationToken">Stops between attempts.</param>
    /// <returns>The attempts.</returns>
    /// <exception cref="InvalidOperationException">Still not empty after <see cref="MaxDrain"/> attempts.</exception>
    public async Task<IReadOnlyList<SimulatorDelivery>> DrainAsync(CancellationToken cancellationToken = default)
    {
        var sent = new List<SimulatorDelivery>();
        while (await DeliverAsync(cancellationToken).ConfigureAwait(false) is { } delivery)
        {
            sent.Add(delivery);
            if (sent.Count == MaxDrain)
                throw new InvalidOperationException($"{MaxDrain} webhooks sent and more to come: each makes a new one.");
        }

        return sent;
    }

    /// <summary>Sends a webhook again, as somebody does on the App's settings page: same GUID, new attempt.</summary>
    /// <param name="attemptId">The <see cref="SimulatorWebhook.Id"/> of an attempt made.</param>
    /// <exception cref="KeyNotFoundException">There is no such attempt.</exception>
    public void Redeliver(long attemptId)
    {
        var attempt = outbox.Attempt(attemptId) ?? throw new KeyNotFoundException($"There is no attempt {attemptId}.");
        lock (gate)
            engine.Events.Redeliver(attempt.Webhook);
    }

    /// <summary>Sends the ping of a newly set up hook.</summary>
    public void Ping()
    {
        lock (gate)
            engine.Events.Ping();
    }

    /// <summary>Starts sending webhooks in the background as they come. Does nothing when already started.</summary>
    public void StartWebhooks()
    {
        lock (gate)
        {
            if (pumpStop is not null)
                return;
            pumpStop = new CancellationTokenSource();
            pump = Task.Run(() => PumpAsync(pumpStop.Token));
        }
    }

    /// <summary>Stops sending in the background; what waits stays.</summary>
    /// <returns>Completes when the sender has stopped.</returns>
    public async Task StopWebhooksAsync()
    {
        CancellationTokenSource? stop;
        lock (gate)
            (stop, pumpStop) = (pumpStop, null);
        if (stop is null)
            return;
        await stop.CancelAsync().ConfigureAwait(false);
        await pump.ConfigureAwait(false);
        stop.Dispose();
    }

    private async Task PumpAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                if (await outbox.DeliverNextAsync(cancellationToken).ConfigureAwait(false) is null)
                    await outbox.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped while waiting or sending: the way a pump ends.
        }
    }
}
