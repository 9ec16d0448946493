namespace GitSync.Dashboard.Rendering;

/// <summary>How a person likes the pages. A cookie of the dashboard's, so that it works without scripts.</summary>
/// <param name="Theme">"system", "light" or "dark".</param>
/// <param name="Times">"utc" or "local".</param>
internal sealed record Preferences(string Theme, string Times)
{
    private const string Cookie = "gitsync-view";

    private static readonly TimeSpan Keep = TimeSpan.FromDays(365);

    public static IReadOnlyList<string> Themes { get; } = ["system", "light", "dark"];

    public static IReadOnlyList<string> TimeZones { get; } = ["utc", "local"];

    public static Preferences Of(HttpContext context)
    {
        var parts = (context.Request.Cookies[Cookie] ?? "").Split('.');
        return Of(parts[0], parts.Length > 1 ? parts[1] : null);
    }

    /// <summary>Keeps what the form says and goes back to where it was sent from.</summary>
    public static async Task<IResult> SaveAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var form = await context.Request.ReadFormAsync(cancellationToken);
        var chosen = Of(form["theme"], form["times"]);
        context.Response.Cookies.Append(
            Cookie,
            $"{chosen.Theme}.{chosen.Times}",
            new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Path = DashboardLinks.Of(context).CookiePath, MaxAge = Keep, IsEssential = true });
        return Back.To(context, form["back"]);
    }

    private static Preferences Of(string? theme, string? times) => new(
        Themes.FirstOrDefault(known => known == theme) ?? Themes[0], TimeZones.FirstOrDefault(known => known == times) ?? TimeZones[0]);
}
