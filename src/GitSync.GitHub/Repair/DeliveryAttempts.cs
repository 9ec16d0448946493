using System.Globalization;
using System.Text.Json;

namespace GitSync.GitHub;

/// <summary>One attempt of GitHub to deliver a webhook.</summary>
/// <param name="Id">The attempt's id; differs per attempt.</param>
/// <param name="Guid">The delivery's GUID; the same for all its attempts.</param>
/// <param name="At">When, by GitHub's clock.</param>
/// <param name="Succeeded">Whether it was answered with 2xx.</param>
/// <param name="Event">The event's name, or null.</param>
/// <param name="Action">Its action, or null.</param>
/// <param name="StatusCode">What GitHub was answered, or null.</param>
internal sealed record DeliveryAttempt(long Id, Guid Guid, DateTimeOffset At, bool Succeeded, string? Event, string? Action, int? StatusCode);

/// <summary>The App's webhook deliveries at GitHub. Thread-safe.</summary>
internal sealed class DeliveryAttempts(AuthorizedCalls calls)
{
    /// <summary>How long GitHub keeps deliveries, and sends them again on request.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(3);

    /// <summary>Attempts of a page.</summary>
    public const int PageSize = 100;

    /// <summary>The attempts since a time, newest first.</summary>
    /// <param name="from">Older ones are left out.</param>
    /// <param name="maximumPages">How many pages are read at most.</param>
    /// <param name="isEnough">Ends it after the page with such an attempt; null reads them all.</param>
    /// <param name="betweenPages">Called before each further page, or null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The attempts, and whether these are all of them (or those up to what was enough).</returns>
    /// <exception cref="RemoteException">GitHub refused it, or cannot be read.</exception>
    public async Task<(IReadOnlyList<DeliveryAttempt> Attempts, bool IsWhole)> ListAsync(
        DateTimeOffset from,
        int maximumPages,
        Func<DeliveryAttempt, bool>? isEnough,
        Func<CancellationToken, Task>? betweenPages,
        CancellationToken cancellationToken)
    {
        var attempts = new List<DeliveryAttempt>();
        string? cursor = null;
        for (var page = 0; page < maximumPages; page++)
        {
            if (page > 0 && betweenPages is not null)
            {
                await betweenPages(cancellationToken).ConfigureAwait(false);
            }

            (var listed, cursor) = await ListPageAsync(cursor, cancellationToken).ConfigureAwait(false);
            attempts.AddRange(listed.Where(attempt => attempt.At >= from));
            if (cursor is null || (listed.Count > 0 && listed[^1].At < from) || (isEnough is not null && listed.Any(isEnough)))
            {
                return (attempts, true);
            }
        }

        return (attempts, false);
    }

    /// <summary>Asks for a delivery again. Twice does no harm: its GUID is the same.</summary>
    /// <exception cref="RemoteException">GitHub refused it, or cannot be reached.</exception>
    public Task RedeliverAsync(long attemptId, CancellationToken cancellationToken)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"app/hook/deliveries/{attemptId}/attempts");
        return calls.SendAsAppAsync(new GitHubRequest(HttpMethod.Post, path, "{}"), cancellationToken);
    }

    private async Task<(IReadOnlyList<DeliveryAttempt> Attempts, string? Cursor)> ListPageAsync(string? cursor, CancellationToken cancellationToken)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"app/hook/deliveries?per_page={PageSize}")
            + (cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor));
        var answer = await calls.SendAsAppAsync(GitHubRequest.Get(path), cancellationToken).ConfigureAwait(false);
        var attempts = answer.Read(root => root.ValueKind == JsonValueKind.Array ? root.EnumerateArray().Select(Read).OfType<DeliveryAttempt>().ToList() : null);
        return (attempts, answer.Links.HasNext ? answer.Links.Cursor : null);
    }

    /// <summary>Null for an entry that lacks what is needed: GitHub adds kinds without notice.</summary>
    private static DeliveryAttempt? Read(JsonElement element)
    {
        if (element.Id("id") is not { } id || element.Time("delivered_at") is not { } at || !Guid.TryParse(element.Text("guid"), out var guid))
        {
            return null;
        }

        int? status = element.Id("status_code") is { } code and <= int.MaxValue ? (int)code : null;
        var succeeded = status is { } known ? known is >= 200 and <= 299 : element.Text("status") == "OK";
        return new DeliveryAttempt(id, guid, at.ToDateTimeOffset(), succeeded, element.Text("event"), element.Text("action"), status);
    }
}
