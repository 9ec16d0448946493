using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GitSync.GitHub;

/// <summary>Runs stored webhooks again, and asks GitHub for what it sent.</summary>
internal sealed partial class DeliveryReplays(
    ISyncReader reader,
    ISyncQueue queue,
    ISyncDispatcher dispatcher,
    IInboundFilter filter,
    MarkerFactory markers,
    OperationIds ids,
    DeliveryAttempts attempts,
    MissingDeliveries missing,
    TimeProvider time,
    IOptions<GitHubOptions> options,
    ILogger<DeliveryReplays> logger) : IDeliveryReplays
{
    private readonly WebhookIntake _intake = new(filter, markers, ids);
    private readonly ILogger _logger = logger;

    public async Task<DeliveryAnswer> ReplayAsync(Guid deliveryId, CancellationToken cancellationToken)
    {
        if (await reader.FindDeliveryAsync(deliveryId, cancellationToken).ConfigureAwait(false) is not { } delivery)
        {
            return Refused("This delivery is not stored, or not any more.");
        }

        var traceParent = Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null;
        var translation = _intake.Translate(delivery.Event, delivery.Id, delivery.Body, traceParent);
        if (translation.Items.Count == 0)
        {
            return Refused(translation.Connections.Count > 0
                ? "It is about installations and repositories; what it says of them may be long out of date, so it is not repeated."
                : "Nothing can be replayed. " + translation.Outcome);
        }

        // Without the delivery itself: its GUID is known, and would make the batch a duplicate.
        var items = await _intake.AdmitAsync([.. translation.Items.Select(Afresh)], cancellationToken).ConfigureAwait(false);
        var receipt = await queue.EnqueueAsync(new EnqueueBatch { Items = items }, transaction: null, cancellationToken).ConfigureAwait(false);
        dispatcher.Wake();
        LogReplayed(delivery.Id, delivery.Event, items.Count);
        return new DeliveryAnswer(true, SentenceOf(receipt.Outcomes), receipt.Outcomes);
    }

    public async Task<DeliveryAnswer> RedeliverAsync(Guid deliveryId, CancellationToken cancellationToken)
    {
        if (!options.Value.UsesApp)
        {
            return Refused("GitHub is reached with a plain token; only a GitHub App can ask for its webhooks again.");
        }

        var stored = await reader.FindDeliveryAsync(deliveryId, cancellationToken).ConfigureAwait(false);
        var oldest = time.GetUtcNow() - DeliveryAttempts.Kept;
        var from = stored?.ReceivedAt - MissingDeliveries.Overlap is { } received && received > oldest ? received : oldest;
        try
        {
            var (listed, isWhole) = await attempts.ListAsync(
                from, MissingDeliveries.MaximumPages, attempt => attempt.Guid == deliveryId, betweenPages: null, cancellationToken).ConfigureAwait(false);
            if (listed.FirstOrDefault(attempt => attempt.Guid == deliveryId) is not { } attempt)
            {
                return Refused(isWhole
                    ? "GitHub does not list this delivery any more; it keeps them for three days."
                    : "It is not among the newest deliveries that GitHub lists; ask for it on the App's settings page.");
            }

            await attempts.RedeliverAsync(attempt.Id, cancellationToken).ConfigureAwait(false);
        }
        catch (RemoteException failure)
        {
            return Refused("GitHub was asked and did not do it: " + failure.Message);
        }

        LogAskedFor(deliveryId);
        return new DeliveryAnswer(
            true,
            stored is null
                ? "GitHub was asked to send it again; it arrives like any webhook."
                : "GitHub was asked to send it again. It is stored already, so nothing new follows when it comes; replay it for that.",
            []);
    }

    public async Task<DeliveryGaps> FindGapsAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.UsesApp)
        {
            return new DeliveryGaps([], "GitHub is reached with a plain token; only a GitHub App can list what was sent to it.");
        }

        try
        {
            return await missing.FindAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (RemoteException failure)
        {
            return new DeliveryGaps([], "GitHub's list cannot be read: " + failure.Message);
        }
    }

    /// <summary>
    /// The same operation without what the body said of the object. A deletion stays one, as a read alone may not tell it; it is believed only where
    /// GitHub does not show the object any more.
    /// </summary>
    private static EnqueueItem Afresh(EnqueueItem item)
    {
        var operation = item.Operation with
        {
            Action = item.Operation.EndsResource ? item.Operation.Action : SyncAction.Refreshed,
            GitHubUpdatedAt = null,
            ContentHash = null,
            Fetch = true,
            Cause = "A stored webhook was replayed.",
        };
        return item with
        {
            Operation = operation switch
            {
                TaskSyncOperation task => task with { Issue = null },
                CommentSyncOperation comment => comment with { Comment = null },
                _ => throw new InvalidOperationException($"Unknown operation {operation.GetType().Name}."),
            },
        };
    }

    private static string SentenceOf(IReadOnlyList<EnqueueOutcome> outcomes)
    {
        var ends = outcomes.GroupBy(outcome => outcome.State?.Name() ?? "not needed")
            .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Count()} {group.Key}"));
        return $"Replayed, reading GitHub: {string.Join(", ", ends)}.";
    }

    private static DeliveryAnswer Refused(string sentence) => new(false, sentence, []);

    [LoggerMessage(2303, LogLevel.Information, "Webhook {DeliveryId} {Event} was replayed: {Operations} operations")]
    private partial void LogReplayed(Guid deliveryId, string @event, int operations);

    [LoggerMessage(2304, LogLevel.Information, "Webhook {DeliveryId} was asked for again by hand")]
    private partial void LogAskedFor(Guid deliveryId);
}
