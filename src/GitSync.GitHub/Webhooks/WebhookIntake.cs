namespace GitSync.GitHub;

/// <summary>What follows from a webhook, and what of it may come in: for one that arrives and for one that is replayed. Thread-safe.</summary>
internal sealed class WebhookIntake(IInboundFilter filter, MarkerFactory markers, OperationIds ids)
{
    private readonly WebhookTranslator _translator = new(markers, ids);

    /// <summary>What follows from a webhook (<see cref="WebhookTranslator"/>).</summary>
    public WebhookTranslation Translate(string eventName, Guid deliveryId, ReadOnlyMemory<byte> body, string? traceParent) =>
        _translator.Translate(eventName, deliveryId, body, traceParent);

    /// <summary>
    /// Asks the filter about each operation. A comment whose issue stays out stays out too: its lane would wait for the task for ever.
    /// </summary>
    public async ValueTask<IReadOnlyList<EnqueueItem>> AdmitAsync(IReadOnlyList<EnqueueItem> items, CancellationToken cancellationToken)
    {
        var admitted = new EnqueueItem[items.Count];
        var parent = Admission.Granted;
        for (var at = 0; at < items.Count; at++)
        {
            var item = items[at];
            var admission = parent.Refusal is null
                ? await filter.AdmitAsync(item.Operation, cancellationToken).ConfigureAwait(false)
                : parent;
            admitted[at] = item with { Admission = admission };
            if (item.OnlyIfUnlinked)
            {
                parent = admission;
            }
        }

        return admitted;
    }
}
