namespace GitSync.Dashboard.Rendering;

/// <summary>Answers a form with a page: 303, so that reloading sends nothing again.</summary>
internal static class Back
{
    /// <summary>To an address of the dashboard; any other one, or none, leads to the overview.</summary>
    public static IResult To(HttpContext context, string? address)
    {
        var links = DashboardLinks.Of(context);
        return new SeeOther(address is not null && IsOurs(address, links) ? address : links.Overview);
    }

    /// <summary>The same with a sentence that the page shows.</summary>
    public static IResult To(HttpContext context, string? address, string sentence)
    {
        Flash.Say(context, sentence);
        return To(context, address);
    }

    private static bool IsOurs(string address, DashboardLinks links) =>
        address.StartsWith(links.Overview, StringComparison.Ordinal) && !address.StartsWith("//", StringComparison.Ordinal)
        && !address.Contains('\\', StringComparison.Ordinal) && !address.AsSpan().ContainsAnyExceptInRange('!', '~')
        && Uri.TryCreate(address, UriKind.Relative, out _);

    private sealed class SeeOther(string address) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = address;
            return Task.CompletedTask;
        }
    }
}
