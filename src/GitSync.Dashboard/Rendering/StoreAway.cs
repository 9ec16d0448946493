using GitSync.Dashboard.Pages;

namespace GitSync.Dashboard.Rendering;

/// <summary>While the store is away a page says so with status 503, and why.</summary>
internal static class StoreAway
{
    public static async ValueTask<object?> ToPageAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (StoreUnavailableException unavailable)
        {
            return MessagePage.Show(StatusCodes.Status503ServiceUnavailable, "The sync store is not available", unavailable.Message);
        }
    }
}
