using GitSync.Dashboard.Actions;
using GitSync.Dashboard.Mapping;
using GitSync.Dashboard.Rendering;

namespace GitSync.Dashboard.Pages;

/// <summary>What a webhook's page shows. A value.</summary>
/// <param name="Delivery">The webhook.</param>
/// <param name="Operations">What it brought, as far as it is still there.</param>
/// <param name="Connection">The connection of its repository, or null.</param>
/// <param name="IsRevealed">Whether the payload's texts are shown.</param>
internal sealed record DeliveryDetails(WebhookDelivery Delivery, IReadOnlyList<SyncOperation> Operations, Connection? Connection, bool IsRevealed);

/// <summary>One webhook as it was received, and what followed from it.</summary>
internal static class DeliveryDetailsPage
{
    /// <summary>More than any payload brings; sweeps are no payloads.</summary>
    private const int MaximumOperations = 50;

    public static Task<IResult> ShowAsync(string id, HttpContext context, ISyncReader reader, IConnectionStore connections) =>
        ShowAsync(id, context, reader, connections, isRevealed: false);

    /// <summary>With its texts, once, and written down.</summary>
    public static async Task<IResult> RevealAsync(string id, HttpContext context, ISyncReader reader, IConnectionStore connections)
    {
        if (await FindAsync(id, context, reader) is not { } delivery)
        {
            return NotFound(id);
        }

        await new AuditTrail(context.RequestServices).WriteAsync(
            context, "reveal-payload", $"delivery/{delivery.Id}", AuditTrail.ReasonOf(await context.Request.ReadFormAsync(context.RequestAborted)));
        return await ShowAsync(id, context, reader, connections, isRevealed: true);
    }

    /// <summary>The bytes as they were received, as a file, and written down.</summary>
    public static async Task<IResult> DownloadAsync(string id, HttpContext context, ISyncReader reader)
    {
        if (await FindAsync(id, context, reader) is not { } delivery)
        {
            return NotFound(id);
        }

        await new AuditTrail(context.RequestServices).WriteAsync(
            context, "download-payload", $"delivery/{delivery.Id}", AuditTrail.ReasonOf(await context.Request.ReadFormAsync(context.RequestAborted)));
        return TypedResults.File(delivery.Body.ToArray(), "application/json", $"{delivery.Id}.json");
    }

    public static async Task<WebhookDelivery?> FindAsync(string id, HttpContext context, ISyncReader reader) =>
        Guid.TryParse(id, out var known) && await reader.FindDeliveryAsync(known, context.RequestAborted) is { } delivery
            && DashboardSite.Of(context).Sees(context.User, delivery.InstallationId) ? delivery : null;

    public static IResult NotFound(string id) =>
        MessagePage.NotFound("No webhook", $"There is no webhook {id}: none came with that GUID, or its retention is over.");

    private static async Task<IResult> ShowAsync(string id, HttpContext context, ISyncReader reader, IConnectionStore connections, bool isRevealed)
    {
        if (await FindAsync(id, context, reader) is not { } delivery)
        {
            return NotFound(id);
        }

        var brought = await reader.SearchOperationsAsync(
            new OperationSearch { DeliveryId = delivery.Id, Limit = MaximumOperations }, context.RequestAborted);
        var connection = delivery.RepositoryId is { } repository ? await connections.FindByRepositoryAsync(repository, context.RequestAborted) : null;
        return PageResult.Of<DeliveryView, DeliveryDetails>(new DeliveryDetails(delivery, brought.Operations, connection, isRevealed));
    }
}
