namespace GitSync.SampleHost;

/// <summary>The pages load nothing from elsewhere and run no inline script, whatever somebody writes into a title.</summary>
internal static class PagePolicy
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'self'";

    public static void UsePagePolicy(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return next(context);
    });
}
