using GitSync.Dashboard.Mapping;
using GitSync.Dashboard.Rendering;

namespace GitSync.Dashboard.Pages;

/// <summary>What a repository's page shows. A value.</summary>
/// <param name="Id">The repository's numeric id.</param>
/// <param name="Standing">How it stands; null when no project is connected with it.</param>
/// <param name="Breaker">Its breaker.</param>
/// <param name="LastDelivery">The newest webhook about it, or null.</param>
/// <param name="Waiting">How many operations wait, counted up to <see cref="RepositoryPage.MaximumCounted"/>.</param>
/// <param name="IsCut">Whether there are more.</param>
internal sealed record RepositoryDetails(
    long Id, RepositoryStanding? Standing, RemovalBreaker Breaker, WebhookDelivery? LastDelivery, int Waiting, bool IsCut);

/// <summary>One repository: what stands against its sync, and what a person can do about it.</summary>
internal static class RepositoryPage
{
    /// <summary>How many waiting operations are counted for "so many are affected".</summary>
    public const int MaximumCounted = OperationQuery.MaximumLimit;

    public static async Task<IResult> ShowAsync(
        long id, HttpContext context, RepositoryServices services, ISyncReader reader, IRemovalBreakers breakers, CancellationToken cancellationToken)
    {
        var site = DashboardSite.Of(context);
        var connection = await services.Connections.FindByRepositoryAsync(id, cancellationToken);
        if (connection is null ? !site.SeesAll(context.User) : !site.Sees(context.User, connection.InstallationId))
        {
            return NotFound(id);
        }

        var waiting = await reader.SearchOperationsAsync(
            new OperationSearch { State = OperationState.Queued, RepositoryId = id, Limit = MaximumCounted }, cancellationToken);
        var deliveries = await reader.ListDeliveriesAsync(new DeliveryQuery { RepositoryId = id, Limit = 1 }, cancellationToken);
        if (connection is null && waiting.Operations.Count == 0 && deliveries.Deliveries.Count == 0)
        {
            return NotFound(id);
        }

        return PageResult.Of<RepositoryView, RepositoryDetails>(new RepositoryDetails(
            id,
            connection is null ? null : await services.ReadAsync(connection, cancellationToken),
            await breakers.FindAsync(id, cancellationToken),
            deliveries.Deliveries.Count > 0 ? deliveries.Deliveries[0] : null,
            waiting.Operations.Count,
            waiting.Continue is not null));
    }

    public static IResult NotFound(long id) =>
        MessagePage.NotFound("No repository", string.Create(CultureInfo.InvariantCulture, $"No project is connected with repository {id}, and nothing is known of it."));
}
