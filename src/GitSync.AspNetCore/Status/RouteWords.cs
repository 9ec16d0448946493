using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GitSync.AspNetCore;

/// <summary>The words of the endpoints' routes.</summary>
internal static class RouteWords
{
    /// <summary>Task or comment; null for any other word.</summary>
    public static ResourceKind? KindOf(string kind) => kind.ToLowerInvariant() switch
    {
        "task" => ResourceKind.Task,
        "comment" => ResourceKind.Comment,
        _ => null,
    };

    /// <summary>The answer to any other word.</summary>
    public static ValidationProblem UnknownKind() =>
        TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["kind"] = ["Either task or comment."] });
}

/// <summary>While the store is away, every endpoint answers 503 and says why.</summary>
internal static class StoreAway
{
    public static async ValueTask<object?> ToProblemAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (StoreUnavailableException unavailable)
        {
            return TypedResults.Problem(
                statusCode: StatusCodes.Status503ServiceUnavailable, title: "The sync store is not available", detail: unavailable.Message);
        }
    }
}
