using System.Diagnostics.CodeAnalysis;
using GitSync;
using GitSync.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the endpoints with which people do something about conflicts.</summary>
public static class ActionEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps under the prefix: <c>POST operations/{id}/conflicts/{field}/restore</c> (the value that gave way becomes the record's, and GitHub gets it), and
    /// <c>POST conflicts/{task|comment}/{id}/{field}/{app|gitHub}</c> (decides a field that waits for a person). 202 with the operation that carries it
    /// over; 404, 409 or 422 with the reason. They write: put authorization on the returned builder. A request that a browser sends for a page of
    /// another origin is refused.
    /// </summary>
    /// <param name="endpoints">The application's endpoints.</param>
    /// <param name="prefix">For example <c>/sync</c>.</param>
    public static IEndpointConventionBuilder MapGitSyncActions(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string prefix)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var group = endpoints.MapGroup(prefix).AddEndpointFilter(StoreAway.ToProblemAsync).RefuseOtherOrigins();
        group.MapPost("/operations/{id}/conflicts/{field}/restore", RestoreAsync);
        group.MapPost("/conflicts/{kind}/{id}/{field}/{side}", DecideAsync);
        return group;
    }

    private static async Task<IResult> RestoreAsync(
        string id, string field, HttpContext context, IConflictResolver conflicts, CancellationToken cancellationToken) => Guid.TryParse(id, out var operation)
            ? Answer(await conflicts.RestoreAsync(operation, field, context.User.Identity?.Name, cancellationToken))
            : TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["id"] = ["The id of this operation must be a UUID."] });

    private static async Task<IResult> DecideAsync(
        string kind, string id, string field, string side, HttpContext context, IConflictResolver conflicts, CancellationToken cancellationToken)
    {
        if (RouteWords.KindOf(kind) is not { } known)
        {
            return RouteWords.UnknownKind();
        }

        SyncSide? chosen = side.ToUpperInvariant() switch
        {
            "APP" => SyncSide.App,
            "GITHUB" => SyncSide.GitHub,
            _ => null,
        };
        return chosen is { } whose
            ? Answer(await conflicts.DecideAsync(known, id, field, whose, context.User.Identity?.Name, cancellationToken))
            : TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["side"] = ["Either app or gitHub."] });
    }

    private static IResult Answer(ConflictAnswer answer) => answer.Enqueued is { } enqueued
        ? TypedResults.Json(
            new ActionDocument(enqueued.OperationId, enqueued.State?.Name(), answer.Sentence),
            StatusJson.Default.ActionDocument,
            statusCode: StatusCodes.Status202Accepted)
        : TypedResults.Problem(
            statusCode: answer.Refusal switch
            {
                ConflictRefusal.Unknown or ConflictRefusal.NoConflict or ConflictRefusal.RecordMissing => StatusCodes.Status404NotFound,
                ConflictRefusal.RefusedByApplication => StatusCodes.Status422UnprocessableEntity,
                _ => StatusCodes.Status409Conflict,
            },
            title: "Nothing was changed",
            detail: answer.Sentence);
}
