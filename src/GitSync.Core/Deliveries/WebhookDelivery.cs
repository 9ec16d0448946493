namespace GitSync;

/// <summary>One webhook as it was received. Kept longer than GitHub's own three days.</summary>
public sealed record WebhookDelivery
{
    /// <summary>GitHub's GUID (<c>X-GitHub-Delivery</c>): the same on a redelivery.</summary>
    public required Guid Id { get; init; }

    /// <summary>The event's name (<c>X-GitHub-Event</c>), for example <c>issues</c>.</summary>
    public required string Event { get; init; }

    /// <summary>The body's action, or null.</summary>
    public string? Action { get; init; }

    /// <summary>The installation that the signed body names, or null.</summary>
    public long? InstallationId { get; init; }

    /// <summary>The repository that the signed body names, or null.</summary>
    public long? RepositoryId { get; init; }

    /// <summary>The raw body, UTF-8.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The headers that are kept (<see cref="DeliveryHeaders"/>), by name in any case; empty when none is known.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = DeliveryHeaders.None;

    /// <summary>What was found of its signature, for example <c>valid (sha256, secret 1 of 2)</c>; never the signature. Null when nothing is known.</summary>
    public string? Signature { get; init; }

    /// <summary>When it was received.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>What followed from it, in one sentence; says why when nothing did.</summary>
    public required string Outcome { get; init; }

    /// <summary>The operations it brought, in order, whatever became of them. Written by the store from the batch it comes with.</summary>
    public IReadOnlyList<Guid> Operations { get; init; } = [];
}
