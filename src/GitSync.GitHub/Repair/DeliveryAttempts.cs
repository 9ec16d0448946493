using System.Globalization;
using System.Text.Json;

namespace GitSync.GitHub;

/// <summary>One attempt of GitHub to deliver a webhook.</summary>
/// <param name="Id">The attempt's id; differs per attempt.</param>
/// <param name="Guid">The delivery's GUID; the same for all its attempts.</param>
/// <param name="At">When, by GitHub's clock.</param>
/// <param name="Succeeded">Whether it was answered with 2xx.</param>
internal sealed record DeliveryAttempt(long Id, Guid Guid, DateTimeOffset At, bool Succeeded);

/// <summary>The App's webhook deliveries at GitHub. Thread-safe.</summary>
internal sealed class DeliveryAttempts(AuthorizedCalls calls)
{
    /// <summary>A page of attempts, newest first, and the next page's cursor.</summary>
    /// <exception cref="RemoteException">GitHub refused it, or cannot be read.</exception>
    public async Task<(IReadOnlyList<DeliveryAttempt> Attempts, string? Cursor)> ListAsync(string? cursor, CancellationToken cancellationToken)
    {
        var path = "app/hook/deliveries?per_page=100" + (cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor));
        var answer = await calls.SendAsAppAsync(GitHubRequest.Get(path), cancellationToken).ConfigureAwait(false);
        var attempts = answer.Read(root => root.ValueKind == JsonValueKind.Array ? root.EnumerateArray().Select(Read).OfType<DeliveryAttempt>().ToList() : null);
        return (attempts, answer.Links.HasNext ? answer.Links.Cursor : null);
    }

    /// <summary>Asks for a delivery again. Twice does no harm: its GUID is the same.</summary>
    /// <exception cref="RemoteException">GitHub refused it, or cannot be reached.</exception>
    public Task RedeliverAsync(long attemptId, CancellationToken cancellationToken)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"app/hook/deliveries/{attemptId}/attempts");
        return calls.SendAsAppAsync(new GitHubRequest(HttpMethod.Post, path, "{}"), cancellationToken);
    }

    /// <summary>Null for an entry that lacks what is needed: GitHub adds kinds without notice.</summary>
    private static DeliveryAttempt? Read(JsonElement element) =>
        element.Id("id") is { } id && element.Time("delivered_at") is { } at && Guid.TryParse(element.Text("guid"), out var guid)
            ? new DeliveryAttempt(id, guid, at.ToDateTimeOffset(), element.Id("status_code") is { } status ? status is >= 200 and <= 299 : element.Text("status") == "OK")
            : null;
}
