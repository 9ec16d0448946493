using Microsoft.AspNetCore.Http;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Keeps pages of other sites away from endpoints that write.</summary>
public static class OriginEndpointConventionBuilderExtensions
{
    /// <summary>
    /// Refuses (403) what a browser sends for a page of another origin: such a page can post here with the user's cookies. Browsers say where a request
    /// comes from in <c>Sec-Fetch-Site</c> (W3C Fetch Metadata), over plain HTTP and in older ones in <c>Origin</c> alone; what is no browser says neither and has no
    /// cookies to abuse.
    /// </summary>
    /// <param name="builder">The endpoints.</param>
    public static TBuilder RefuseOtherOrigins<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.AddEndpointFilter(RefuseAsync);

    private static ValueTask<object?> RefuseAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) => IsOurs(context.HttpContext.Request)
        ? next(context)
        : ValueTask.FromResult<object?>(TypedResults.Problem(
            statusCode: StatusCodes.Status403Forbidden, title: "Refused", detail: "A page of another origin sent this request."));

    private static bool IsOurs(HttpRequest request) => (request.Headers["Sec-Fetch-Site"].ToString(), request.Headers.Origin.ToString()) switch
    {
        ("same-origin" or "none", _) => true,
        ("", "") => true,

        // The scheme is not compared: behind a proxy that ends TLS it is another one.
        ("", var origin) => Uri.TryCreate(origin, UriKind.Absolute, out var from)
            && string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase),
        _ => false,
    };
}
