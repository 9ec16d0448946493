namespace GitSync.SampleHost.Start;

/// <summary>
/// Keeps out what needs the database until the host can work: an edit or a webhook that came before the connections were made would be
/// kept as one of a project that is not connected. The pages and <c>/health/live</c> are open.
/// </summary>
internal static class StartGate
{
    private static readonly PathString[] Closed = ["/api/tasks", "/api/comments", "/webhooks", "/sync", "/admin/sync", "/simulator", "/health/ready"];

    /// <summary>Put it inside the exception handler, which answers 503.</summary>
    public static void UseStartGate(this WebApplication app)
    {
        var start = app.Services.GetRequiredService<HostStart>();
        app.Use((context, next) => start.Reason is { } reason && Array.Exists(Closed, path => context.Request.Path.StartsWithSegments(path))
            ? throw new StoreUnavailableException(reason)
            : next(context));
    }
}
