using System.Diagnostics.CodeAnalysis;
using GitSync;
using GitSync.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the endpoints that say how operations and records stand.</summary>
public static class StatusEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps under the prefix: <c>GET summary</c> (count per state, age of the oldest queued operation), <c>GET operations</c>
    /// (<c>state</c>, <c>taskId</c>, <c>commentId</c>, <c>after</c>, <c>limit</c>), <c>GET operations/{id}</c> with rule and explanation,
    /// <c>GET status/{task|comment}/{id}</c>, the same as server-sent events under <c>status/{task|comment}/{id}/events</c> (event <c>status</c> within a
    /// second of each change, <c>ping</c> in between; 503 while 1,000 of them are open), <c>GET why/{task|comment}/{id}</c> (why a record is not in step: one
    /// sentence, and all that decides it), and <c>GET deliveries/{guid}</c> (what followed from a webhook; without its body). Read-only; put authorization
    /// on the returned builder where operations are not public.
    /// </summary>
    /// <param name="endpoints">The application's endpoints.</param>
    /// <param name="prefix">For example <c>/sync</c>.</param>
    public static IEndpointConventionBuilder MapGitSyncStatus(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string prefix)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var group = endpoints.MapGroup(prefix).AddEndpointFilter(StoreAway.ToProblemAsync);
        group.MapGet("/summary", SummaryAsync);
        group.MapGet("/operations", ListAsync);
        group.MapGet("/operations/{id}", FindAsync);
        group.MapGet("/status/{kind}/{id}", StatusAsync);
        group.MapGet("/status/{kind}/{id}/events", new StatusStreams().Open);
        group.MapGet("/why/{kind}/{id}", WhyAsync);
        group.MapGet("/deliveries/{id}", DeliveryAsync);
        return group;
    }

    private static async Task<JsonHttpResult<SummaryDocument>> SummaryAsync(ISyncReader reader, TimeProvider time, CancellationToken cancellationToken) =>
        TypedResults.Json(
            SummaryDocument.Of(await reader.SummarizeAsync(cancellationToken), time.GetUtcNow()), StatusJson.Default.SummaryDocument);

    private static async Task<IResult> ListAsync(HttpContext context, ISyncReader reader, CancellationToken cancellationToken)
    {
        if (!OperationQueryString.TryRead(context.Request.Query, out var query, out var errors))
        {
            return TypedResults.ValidationProblem(errors);
        }

        var operations = await reader.ListOperationsAsync(query, cancellationToken);
        if (operations.Count == query.Limit)
        {
            context.Response.Headers.Link = OperationQueryString.NextLink(context.Request, operations[^1].Id);
        }

        return TypedResults.Json([.. operations.Select(OperationDocument.Of)], StatusJson.Default.IReadOnlyListOperationDocument);
    }

    private static Task<IResult> FindAsync(string id, ISyncReader reader, CancellationToken cancellationToken) => ByIdAsync(
        id,
        "operation",
        known => reader.FindOperationAsync(known, cancellationToken),
        operation => TypedResults.Json(OperationDocument.Of(operation), StatusJson.Default.OperationDocument));

    private static Task<IResult> DeliveryAsync(string id, ISyncReader reader, CancellationToken cancellationToken) => ByIdAsync(
        id,
        "delivery",
        known => reader.FindDeliveryAsync(known, cancellationToken),
        delivery => TypedResults.Json(DeliveryDocument.Of(delivery), StatusJson.Default.DeliveryDocument));

    private static async Task<IResult> ByIdAsync<T>(string id, string what, Func<Guid, Task<T?>> find, Func<T, IResult> show)
        where T : class
    {
        if (!Guid.TryParse(id, out var known))
        {
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["id"] = [$"The id of this {what} must be a UUID."] });
        }

        return await find(known) is { } found
            ? show(found)
            : TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, title: "Not found", detail: $"There is no {what} {known}.");
    }

    private static async Task<IResult> StatusAsync(string kind, string id, ISyncStatusReader reader, CancellationToken cancellationToken) =>
        RouteWords.KindOf(kind) is { } known
            ? TypedResults.Json(StatusDocument.Of(await reader.ReadAsync(known, id, cancellationToken)), StatusJson.Default.StatusDocument)
            : RouteWords.UnknownKind();

    private static async Task<IResult> WhyAsync(string kind, string id, ISyncExplainer explainer, CancellationToken cancellationToken) =>
        RouteWords.KindOf(kind) is { } known
            ? TypedResults.Json(WhyDocument.Of(await explainer.ExplainAsync(known, id, cancellationToken)), StatusJson.Default.WhyDocument)
            : RouteWords.UnknownKind();
}
