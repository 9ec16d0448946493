namespace GitSync.GitHub;

/// <summary>A webhook as it arrived over HTTP; nothing of it has been checked.</summary>
/// <param name="Event">The <c>X-GitHub-Event</c> header, or null.</param>
/// <param name="DeliveryId">The <c>X-GitHub-Delivery</c> header, or null.</param>
/// <param name="Signature256">The <c>X-Hub-Signature-256</c> header, or null.</param>
/// <param name="Body">The raw body, exactly as sent: the signature covers its bytes. Not changed afterwards; the store keeps it.</param>
public readonly record struct WebhookRequest(string? Event, string? DeliveryId, string? Signature256, ReadOnlyMemory<byte> Body)
{
    /// <summary>The headers that may be kept with the delivery, by name; others are left out (<see cref="DeliveryHeaders"/>). Null when none are known.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }
}

/// <summary>What became of a webhook request.</summary>
public enum WebhookStatus
{
    /// <summary>Stored, and enqueued what follows from it. HTTP 202.</summary>
    Accepted,

    /// <summary>The GUID was seen before; nothing was changed. HTTP 202, so that GitHub is content.</summary>
    Duplicate,

    /// <summary>No signature, or none that a configured secret made. Nothing was read or stored. HTTP 401.</summary>
    Unsigned,

    /// <summary>The body is longer than <see cref="WebhookOptions.MaximumBodyBytes"/>. HTTP 413.</summary>
    TooLarge,

    /// <summary>A header is missing or not what GitHub sends. HTTP 400.</summary>
    Malformed,

    /// <summary>Signed, but the body is no JSON. HTTP 400.</summary>
    NotJson,
}

/// <summary>The answer to a webhook request.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Detail">One sentence: what followed, or why nothing did. Holds no secret and nothing of the body but names.</param>
/// <param name="Outcomes">What became of each operation; empty when there was none.</param>
public sealed record WebhookReceipt(WebhookStatus Status, string Detail, IReadOnlyList<EnqueueOutcome> Outcomes);
