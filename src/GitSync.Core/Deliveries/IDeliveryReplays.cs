namespace GitSync;

/// <summary>What people do about webhooks: run one again, ask GitHub for one again, look for those that never came. Thread-safe.</summary>
/// <remarks>What is not possible is answered with a sentence. Only cancellation and a store that is away make a call throw.</remarks>
public interface IDeliveryReplays
{
    /// <summary>
    /// Translates a stored webhook once more and enqueues what follows, as new operations that read GitHub first: what the body says is not used, so a
    /// replay never brings back old values. Changes of installations and repositories are not repeated.
    /// </summary>
    /// <param name="deliveryId">The delivery's GUID.</param>
    /// <param name="cancellationToken">Gives up; the operations may still be enqueued.</param>
    /// <exception cref="StoreUnavailableException">The store is away.</exception>
    Task<DeliveryAnswer> ReplayAsync(Guid deliveryId, CancellationToken cancellationToken = default);

    /// <summary>Asks GitHub to send a webhook again; GitHub can for three days. What is stored already is recognised when it comes.</summary>
    /// <param name="deliveryId">The delivery's GUID, stored or not.</param>
    /// <param name="cancellationToken">Gives up; GitHub may have been asked already, which does no harm.</param>
    /// <exception cref="StoreUnavailableException">The store is away.</exception>
    Task<DeliveryAnswer> RedeliverAsync(Guid deliveryId, CancellationToken cancellationToken = default);

    /// <summary>Compares GitHub's list of what it sent in the last three days with what is stored.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreUnavailableException">The store is away.</exception>
    Task<DeliveryGaps> FindGapsAsync(CancellationToken cancellationToken = default);
}

/// <summary>What became of a request about a delivery.</summary>
/// <param name="IsDone">Whether it was done.</param>
/// <param name="Sentence">What was done, or why nothing was.</param>
/// <param name="Outcomes">What became of the operations of a replay; else empty.</param>
public sealed record DeliveryAnswer(bool IsDone, string Sentence, IReadOnlyList<EnqueueOutcome> Outcomes);

/// <summary>A webhook that GitHub sent and that was never stored.</summary>
/// <param name="Id">Its GUID.</param>
/// <param name="Event">The event's name, or null when GitHub does not tell.</param>
/// <param name="Action">Its action, or null when it has none.</param>
/// <param name="DeliveredAt">When GitHub tried last, by its clock.</param>
/// <param name="StatusCode">What GitHub was answered then, or null when it tells none.</param>
public sealed record DeliveryGap(Guid Id, string? Event, string? Action, DateTimeOffset DeliveredAt, int? StatusCode);

/// <summary>Webhooks that never came.</summary>
/// <param name="Gaps">Newest first.</param>
/// <param name="Error">Why nothing can be said, or not all: a sentence; null when the list is complete.</param>
public sealed record DeliveryGaps(IReadOnlyList<DeliveryGap> Gaps, string? Error);

/// <summary>For hosts without GitHub's package: nothing can be asked for.</summary>
internal sealed class NoDeliveryReplays : IDeliveryReplays
{
    private const string Why = "This host does not know how GitHub's webhooks are read: GitSync's GitHub package is not registered.";

    public Task<DeliveryAnswer> ReplayAsync(Guid deliveryId, CancellationToken cancellationToken) => Task.FromResult(new DeliveryAnswer(false, Why, []));

    public Task<DeliveryAnswer> RedeliverAsync(Guid deliveryId, CancellationToken cancellationToken) => Task.FromResult(new DeliveryAnswer(false, Why, []));

    public Task<DeliveryGaps> FindGapsAsync(CancellationToken cancellationToken) => Task.FromResult(new DeliveryGaps([], Why));
}
