using System.Security.Cryptography;
using System.Text;

namespace GitSync.Testing.Simulator;

/// <summary>One attempt to deliver a webhook, as a receiver gets it.</summary>
public sealed record SimulatorWebhook
{
    /// <summary>The attempt's id; a redelivery has another one.</summary>
    public required long Id { get; init; }

    /// <summary>The delivery's GUID (<c>X-GitHub-Delivery</c>): the same on every redelivery.</summary>
    public required Guid Guid { get; init; }

    /// <summary>The event, for example <c>issues</c>.</summary>
    public required string Event { get; init; }

    /// <summary>The action in the body, or <see langword="null"/> for <c>ping</c>.</summary>
    public string? Action { get; init; }

    /// <summary>The installation it is for, or <see langword="null"/>.</summary>
    public long? InstallationId { get; init; }

    /// <summary>The repository it is about, or <see langword="null"/>.</summary>
    public long? RepositoryId { get; init; }

    /// <summary>The exact body that was signed.</summary>
    public required string Body { get; init; }

    /// <summary>The headers, signature included.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>Whether this attempt repeats an earlier one.</summary>
    public bool Redelivery { get; init; }
}

/// <summary>One finished attempt, as <c>GET /app/hook/deliveries</c> lists it.</summary>
/// <param name="Webhook">What was sent.</param>
/// <param name="StatusCode">The receiver's status; 504 when it could not be reached.</param>
/// <param name="DeliveredAt">When the attempt ended.</param>
public sealed record SimulatorDelivery(SimulatorWebhook Webhook, int StatusCode, DateTimeOffset DeliveredAt)
{
    /// <summary>Whether the receiver answered 2xx.</summary>
    public bool Succeeded => StatusCode is >= 200 and < 300;
}

/// <summary>Receives the simulator's webhooks inside the process, one at a time.</summary>
/// <remarks>A receiver may call the simulator's methods and REST API, but must not deliver or drain: it would wait for itself.</remarks>
public interface IWebhookSink
{
    /// <summary>Takes one webhook.</summary>
    /// <param name="webhook">What GitHub would post.</param>
    /// <param name="cancellationToken">Cancelled when the simulator stops.</param>
    /// <returns>The HTTP status the receiver answers with; anything but 2xx is a failed delivery. So is an exception.</returns>
    Task<int> ReceiveAsync(SimulatorWebhook webhook, CancellationToken cancellationToken);
}

/// <summary>Signs webhooks as GitHub does: an HMAC over the raw body and nothing else, so event name and GUID stay unsigned.</summary>
public static class WebhookSignature
{
    /// <summary>The value of <c>X-Hub-Signature-256</c>.</summary>
    /// <param name="secret">The webhook secret.</param>
    /// <param name="body">The raw body.</param>
    /// <returns><c>sha256=</c> and the HMAC in lower-case hex.</returns>
    public static string Sign(string secret, string body) =>
        "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body)));
}
