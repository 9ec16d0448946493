using System.Buffers;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GitSync.GitHub;

/// <summary>
/// Takes in webhooks: checks the signature over the raw bytes, translates, and stores delivery and operations in one transaction, before
/// GitHub is answered. Thread-safe.
/// </summary>
/// <remarks>
/// GitHub wants an answer within 10 seconds and never redelivers by itself; therefore nothing here waits for GitHub, and the work is done
/// later from the queue. See <see href="https://docs.github.com/en/webhooks/using-webhooks/best-practices-for-using-webhooks"/>.
/// </remarks>
public sealed partial class WebhookReceiver
{
    /// <summary>The longest event name that is taken; GitHub's longest today has 38 characters.</summary>
    public const int MaximumEventLength = 64;

    private static readonly SearchValues<char> EventCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");
    private readonly WebhookIntake _intake;
    private readonly ISyncQueue _queue;
    private readonly ISyncDispatcher _dispatcher;
    private readonly TimeProvider _time;
    private readonly IOptionsMonitor<WebhookOptions> _options;
    private readonly ILogger<WebhookReceiver> _logger;

    /// <summary>Makes a receiver.</summary>
    /// <param name="queue">Where deliveries and operations go.</param>
    /// <param name="dispatcher">Told that there may be work.</param>
    /// <param name="filter">What may come in.</param>
    /// <param name="markers">Recognises bodies that we created.</param>
    /// <param name="ids">Gives each operation its id.</param>
    /// <param name="time">The clock for a delivery's time.</param>
    /// <param name="options">Secrets and bounds, read anew for every request, so that a rotated secret needs no restart.</param>
    /// <param name="logger">Logs names and numbers, never a body or a signature.</param>
    public WebhookReceiver(
        ISyncQueue queue,
        ISyncDispatcher dispatcher,
        IInboundFilter filter,
        MarkerFactory markers,
        OperationIds ids,
        TimeProvider time,
        IOptionsMonitor<WebhookOptions> options,
        ILogger<WebhookReceiver> logger)
    {
        (_queue, _dispatcher, _time, _options, _logger) = (queue, dispatcher, time, options, logger);
        _intake = new WebhookIntake(filter, markers, ids);
    }

    /// <summary>Takes in one request.</summary>
    /// <param name="request">What arrived; may be anything.</param>
    /// <param name="cancellationToken">Gives up; the delivery may still be stored, and a redelivery is then a duplicate.</param>
    /// <returns>What became of it; the endpoint maps <see cref="WebhookReceipt.Status"/> to HTTP.</returns>
    /// <remarks>
    /// No request makes it throw. What it lets through are cancellation and failures of the store or the application's
    /// <see cref="IInboundFilter"/>: nothing is stored then, and the endpoint answers 503, so that GitHub lists the delivery as failed.
    /// </remarks>
    public async Task<WebhookReceipt> ReceiveAsync(WebhookRequest request, CancellationToken cancellationToken)
    {
        var options = _options.CurrentValue;
        if (request.Body.Length > options.MaximumBodyBytes)
        {
            return Refuse(WebhookStatus.TooLarge, $"The body is longer than {options.MaximumBodyBytes} bytes.");
        }

        if (WebhookSignature.Describe(request.Signature256, request.Body.Span, options.Secrets) is not { } signature)
        {
            return Refuse(WebhookStatus.Unsigned, options.Secrets.Count == 0
                ? $"No webhook secret is configured; set {WebhookOptions.SectionName}:Secrets."
                : "X-Hub-Signature-256 is missing, or none of the configured secrets made it.");
        }

        if (!IsEventName(request.Event))
        {
            return Refuse(WebhookStatus.Malformed, "X-GitHub-Event is missing or no event's name.");
        }

        if (!Guid.TryParseExact(request.DeliveryId, "D", out var deliveryId) || deliveryId == Guid.Empty)
        {
            return Refuse(WebhookStatus.Malformed, "X-GitHub-Delivery is missing or no GUID.");
        }

        var translation = _intake.Translate(request.Event!, deliveryId, request.Body, TraceParent());
        if (!translation.IsJson)
        {
            return Refuse(WebhookStatus.NotJson, translation.Outcome);
        }

        return await StoreAsync(request, deliveryId, signature, translation, cancellationToken).ConfigureAwait(false);
    }

    private async Task<WebhookReceipt> StoreAsync(
        WebhookRequest request, Guid deliveryId, string signature, WebhookTranslation translation, CancellationToken cancellationToken)
    {
        var batch = new EnqueueBatch
        {
            Delivery = new WebhookDelivery
            {
                Id = deliveryId,
                Event = request.Event!,
                Action = translation.Action,
                InstallationId = translation.InstallationId,
                RepositoryId = translation.RepositoryId,
                Body = request.Body,
                Headers = request.Headers is { } headers ? DeliveryHeaders.Of(name => headers.GetValueOrDefault(name)) : DeliveryHeaders.None,
                Signature = signature,
                ReceivedAt = _time.GetUtcNow(),
                Outcome = translation.Outcome,
            },
            Connections = translation.Connections,
            Items = await _intake.AdmitAsync(translation.Items, cancellationToken).ConfigureAwait(false),
        };
        var receipt = await _queue.EnqueueAsync(batch, transaction: null, cancellationToken).ConfigureAwait(false);
        if (receipt.DeliveryWasKnown)
        {
            LogDuplicate(deliveryId, request.Event!, translation.Action);
            return new WebhookReceipt(WebhookStatus.Duplicate, "This delivery was received before; nothing was changed.", []);
        }

        _dispatcher.Wake();
        LogAccepted(deliveryId, request.Event!, translation.Action, batch.Items.Count, batch.Connections.Count);
        return new WebhookReceipt(WebhookStatus.Accepted, translation.Outcome, receipt.Outcomes);
    }

    private WebhookReceipt Refuse(WebhookStatus status, string detail)
    {
        LogRefused(status, detail);
        return new WebhookReceipt(status, detail, []);
    }

    private static bool IsEventName(string? name) =>
        name is { Length: > 0 and <= MaximumEventLength } && !name.AsSpan().ContainsAnyExcept(EventCharacters);

    private static string? TraceParent() => Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null;

    [LoggerMessage(
        2001, LogLevel.Information, "Webhook {DeliveryId} {Event}.{Action} stored: {Operations} operations, {Connections} connection changes")]
    private partial void LogAccepted(Guid deliveryId, string @event, string? action, int operations, int connections);

    [LoggerMessage(2002, LogLevel.Information, "Webhook {DeliveryId} {Event}.{Action} was received before")]
    private partial void LogDuplicate(Guid deliveryId, string @event, string? action);

    [LoggerMessage(2003, LogLevel.Warning, "Webhook refused as {Status}: {Detail}")]
    private partial void LogRefused(WebhookStatus status, string detail);
}
