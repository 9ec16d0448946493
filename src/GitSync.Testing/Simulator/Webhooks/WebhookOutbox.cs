namespace GitSync.Testing.Simulator;

/// <summary>Webhooks on their way: an ordered queue, the attempts made, and one sender at a time. Has its own lock, so that a receiver may
/// call the simulator back while it is being delivered to.</summary>
internal sealed class WebhookOutbox(TimeProvider time, SimulatorFaults faults, Func<long> nextId)
{
    /// <summary>Waiting webhooks kept; the oldest are lost beyond it, as GitHub throttles bursts.</summary>
    public const int MaxPending = 100_000;

    /// <summary>Attempts remembered for the deliveries list.</summary>
    public const int MaxAttempts = 10_000;

    /// <summary>What is recorded when the receiver could not be reached or did not answer.</summary>
    public const int Unreachable = 504;

    private readonly Lock gate = new();
    private readonly List<(SimulatorWebhook Webhook, DateTimeOffset Due)> pending = [];
    private readonly Queue<SimulatorDelivery> attempts = [];
    private readonly SemaphoreSlim sender = new(1, 1);
    private TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IWebhookSink? Sink { get; set; }

    public int PendingCount
    {
        get
        {
            lock (gate)
                return pending.Count;
        }
    }

    public IReadOnlyList<SimulatorWebhook> Pending()
    {
        lock (gate)
            return pending.ConvertAll(p => p.Webhook);
    }

    public IReadOnlyList<SimulatorDelivery> Attempts()
    {
        lock (gate)
            return attempts.ToArray();
    }

    public SimulatorDelivery? Attempt(long id) => Attempts().FirstOrDefault(a => a.Webhook.Id == id);

    /// <summary>Called after a change and before anybody hears of it.</summary>
    public Action? Changed { get; set; }

    public void Enqueue(SimulatorWebhook webhook)
    {
        var fate = faults.PlanWebhook(webhook);
        Changed?.Invoke();
        lock (gate)
        {
            switch (fate.Kind)
            {
                case WebhookFaultKind.Vanish:
                    return;
                case WebhookFaultKind.Drop:
                    Record(new SimulatorDelivery(webhook, Unreachable, time.GetUtcNow()));
                    return;
                case WebhookFaultKind.Double:
                    Insert(webhook, fate);
                    Insert(webhook with { Id = nextId() }, fate);
                    break;
                case WebhookFaultKind.None:
                    Insert(webhook, fate);
                    break;
                default:
                    throw new InvalidOperationException($"Unknown webhook fault {fate.Kind}.");
            }

            arrived.TrySetResult();
        }
    }

    /// <summary>Sends the first webhook that is due; null when none is.</summary>
    public async Task<SimulatorDelivery?> DeliverNextAsync(CancellationToken cancellationToken)
    {
        await sender.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (TakeDue() is not { } webhook)
                return null;
            var delivery = new SimulatorDelivery(
                webhook, await SendAsync(webhook, cancellationToken).ConfigureAwait(false), time.GetUtcNow());
            lock (gate)
                Record(delivery);
            return delivery;
        }
        finally
        {
            sender.Release();
        }
    }

    /// <summary>Returns when a webhook may be due.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        Task signal;
        TimeSpan? wait;
        lock (gate)
        {
            wait = pending.Count == 0 ? null : pending.Min(p => p.Due) - time.GetUtcNow();
            if (wait <= TimeSpan.Zero)
                return;
            arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            signal = arrived.Task;
        }

        if (wait is null)
        {
            await signal.WaitAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(signal, Task.Delay(wait.Value, time, either.Token)).ConfigureAwait(false);
        await either.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private void Insert(SimulatorWebhook webhook, WebhookFault fate)
    {
        if (pending.Count == MaxPending)
            pending.RemoveAt(0);
        pending.Insert(fate.Position(pending.Count), (webhook, time.GetUtcNow() + fate.Delay));
    }

    private SimulatorWebhook? TakeDue()
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            var index = pending.FindIndex(p => p.Due <= now);
            if (index < 0)
                return null;
            var webhook = pending[index].Webhook;
            pending.RemoveAt(index);
            return webhook;
        }
    }

    private async Task<int> SendAsync(SimulatorWebhook webhook, CancellationToken cancellationToken)
    {
        if (Sink is not { } sink)
            return Unreachable;
        try
        {
            return await sink.ReceiveAsync(webhook, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever goes wrong at the receiver is a failed delivery to GitHub, never GitHub's own failure.
            return Unreachable;
        }
    }

    private void Record(SimulatorDelivery delivery)
    {
        if (attempts.Count == MaxAttempts)
            attempts.Dequeue();
        attempts.Enqueue(delivery);
    }
}
