using GitSync.Dashboard.Mapping;
using GitSync.Dashboard.Rendering;
using GitSync.Dashboard.Search;

namespace GitSync.Dashboard.Pages;

/// <summary>What the page of webhooks shows. A value.</summary>
/// <param name="Event">Only this event; null for all.</param>
/// <param name="Repository">Only this repository, as it was written; null for all.</param>
/// <param name="Sentence">What cannot be understood; null when it was looked for.</param>
/// <param name="Deliveries">Newest first.</param>
/// <param name="Older">The address where it goes on, or null.</param>
/// <param name="IsFirst">Whether it begins with the newest.</param>
/// <param name="Repositories">The connected repositories' names by id.</param>
internal sealed record DeliveryList(
    string? Event,
    string? Repository,
    string? Sentence,
    IReadOnlyList<WebhookDelivery> Deliveries,
    string? Older,
    bool IsFirst,
    IReadOnlyDictionary<long, string> Repositories);

/// <summary>The inbox: webhooks as they were received.</summary>
internal static class DeliveriesPage
{
    public const int MaximumEventLength = 60;

    private const int PageSize = 50;

    public static async Task<IResult> ShowAsync(
        string? @event, string? repo, string? at, string? before, HttpContext context, ISyncReader reader, IConnectionStore connections, CancellationToken cancellationToken)
    {
        var site = DashboardSite.Of(context);
        var known = await VisibleConnections.ReadAsync(context, connections, cancellationToken);
        var names = known.Names();
        var wanted = string.IsNullOrWhiteSpace(@event) ? null : @event.Trim();
        var written = string.IsNullOrWhiteSpace(repo) ? null : repo.Trim();
        if (!TryReadPosition(at, before, out var position))
        {
            return MessagePage.Invalid("No such page", "The address holds a position that is none; begin at the list's first page.");
        }

        if (wanted?.Length > MaximumEventLength || wanted?.Contains('\0', StringComparison.Ordinal) == true)
        {
            return PageResult.Of<DeliveriesView, DeliveryList>(
                new DeliveryList(null, written, "That is no name of an event: write one such as issues.", [], null, true, names), StatusCodes.Status400BadRequest);
        }

        long? repository = null;
        if (written is not null)
        {
            repository = VisibleConnections.IdOf(written, known.All);
            if (repository is null)
            {
                return PageResult.Of<DeliveriesView, DeliveryList>(
                    new DeliveryList(wanted, written, $"No repository {written} is connected.", [], null, true, names));
            }
        }

        // "issues.edited" as the list itself writes it.
        var (name, action) = wanted?.Split('.', 2) switch { [var one, var two] => (one, two), [var one] => (one, (string?)null), _ => (null, null) };
        var page = await reader.ListDeliveriesAsync(
            new DeliveryQuery { Event = name, RepositoryId = repository, Before = position, Limit = PageSize }, cancellationToken);
        var older = page.Continue is { } next
            ? DashboardLinks.With(
                DashboardLinks.Of(context).Deliveries, ("event", wanted), ("repo", written), ("at", next.ReceivedAt.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture)), ("before", next.Id.ToString()))
            : null;
        return PageResult.Of<DeliveriesView, DeliveryList>(new DeliveryList(
            wanted, written, null, [.. page.Deliveries.Where(each => site.Sees(context.User, each.InstallationId) && (action is null || each.Action == action))], older, position is null, names));
    }

    private static bool TryReadPosition(string? at, string? before, out DeliveryPosition? position)
    {
        position = null;
        if (at is null && before is null)
        {
            return true;
        }

        if (DateTimeOffset.TryParseExact(at, "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && Guid.TryParse(before, out var id))
        {
            position = new DeliveryPosition(time, id);
            return true;
        }

        return false;
    }
}
