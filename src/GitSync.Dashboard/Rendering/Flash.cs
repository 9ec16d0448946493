namespace GitSync.Dashboard.Rendering;

/// <summary>A sentence for the next page, after a form was sent: by cookie, so that nobody can put words on a page with a link.</summary>
internal static class Flash
{
    private const string Cookie = "gitsync-said";

    /// <summary>Browsers keep cookies of up to 4 KiB, with their names and attributes; a letter takes up to nine of them when it is escaped.</summary>
    private const int MaximumLength = 400;

    /// <summary>A page that loads itself again takes nothing away from who has just sent a form.</summary>
    private const string LiveHeader = "X-GitSync-Live";

    public static void Say(HttpContext context, string sentence)
    {
        var text = sentence.Length > MaximumLength ? sentence[..(MaximumLength - 1)] + "…" : sentence;
        context.Response.Cookies.Append(Cookie, text, Options(DashboardLinks.Of(context)));
    }

    public static string? Take(HttpContext context, DashboardLinks links)
    {
        if (context.Request.Cookies[Cookie] is not { Length: > 0 } said || context.Response.HasStarted || context.Request.Headers.ContainsKey(LiveHeader))
        {
            return null;
        }

        context.Response.Cookies.Delete(Cookie, Options(links));
        return said;
    }

    private static CookieOptions Options(DashboardLinks links) => new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Path = links.CookiePath, IsEssential = true };
}
