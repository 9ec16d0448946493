using GitSync.Dashboard.Mapping;
using GitSync.Dashboard.Pages;

namespace GitSync.Dashboard.Security;

/// <summary>Lets a write through only when a form of the dashboard's own pages sent it.</summary>
internal static class FormGuard
{
    public const string TokenField = "token";

    /// <summary>More than a page of selected operations and a reason take.</summary>
    private const int MaximumLength = 128 * 1024;

    /// <summary>Lets a question through unless a page of another site asks it.</summary>
    public static ValueTask<object?> RefuseOtherSitesAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        IsSameOrigin(context.HttpContext.Request)
            ? next(context)
            : ValueTask.FromResult<object?>(Refuse(StatusCodes.Status403Forbidden, "A page of another site led here. Open it from the dashboard."));

    public static async ValueTask<object?> CheckAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (!IsSameOrigin(http.Request))
        {
            return Refuse(StatusCodes.Status403Forbidden, "A page of another origin sent this form. Nothing was done.");
        }

        if (!http.Request.HasFormContentType || http.Request.ContentLength is null or > MaximumLength)
        {
            return Refuse(StatusCodes.Status400BadRequest, "This address takes a form of one of the dashboard's pages, of 128 KiB at most.");
        }

        IFormCollection form;
        try
        {
            form = await http.Request.ReadFormAsync(http.RequestAborted);
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or BadHttpRequestException or IOException)
        {
            return Refuse(StatusCodes.Status400BadRequest, "The form could not be read. Nothing was done.");
        }

        return await DashboardSite.Of(http).Tokens.IsGoodAsync(http, form[TokenField])
            ? await next(context)
            : Refuse(StatusCodes.Status403Forbidden, "The form was made too long ago, or for somebody else. Nothing was done: go back, load the page again, and send it again.");
    }

    /// <summary>Browsers say where a request comes from: in Sec-Fetch-Site (W3C Fetch Metadata), older ones in Origin. Other programs say neither.</summary>
    private static bool IsSameOrigin(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0)
        {
            return site is "same-origin" or "none";
        }

        // Behind a proxy the scheme may be another one; a foreign page has another host.
        return request.Headers.Origin.ToString() is "" || (Uri.TryCreate(request.Headers.Origin, UriKind.Absolute, out var origin)
            && string.Equals(origin.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }

    private static IResult Refuse(int statusCode, string sentence) =>
        MessagePage.Show(statusCode, "Refused", sentence);
}
