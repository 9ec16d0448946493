using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace GitSync.Dashboard.Tests;

/// <summary>Small pages under the dashboard's policy, good and bad ones, to prove that what looks at pages sees.</summary>
internal static class StandInPages
{
    public const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private const string Image = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

    private const string Style =
        """
        :root { color-scheme: light dark; background: Canvas; color: CanvasText; }
        :focus-visible { outline: 2px solid Highlight; }
        .bare:focus-visible { outline: none; }
        .pale { color: #ccc; background: #fff; }
        @media (prefers-color-scheme: dark) { .murky { color: #444; background: #222; } }
        """;

    private const string Script =
        "document.querySelector('#script').textContent = 'Script ran.';";

    private static readonly Dictionary<string, string> Bodies = new()
    {
        ["good"] = """<p id="script">No script.</p><a href="/good">First</a> <button>Second</button> <input aria-label="Third"><script src="/script.js"></script>""",
        ["no-policy"] = "<p>Text</p>",
        ["inline-script"] = "<p>Text</p><script>document.title = 'changed'</script>",
        ["inline-style"] = """<p style="margin: 0">Text</p>""",
        ["foreign-image"] = """<img alt="Elsewhere" src="http://127.0.0.1:9/image.png">""",
        ["no-alt"] = $"""<img src="{Image}">""",
        ["pale"] = """<p class="pale">Text</p>""",
        ["murky"] = """<p class="murky">Text</p>""",
        ["missing"] = """<p>Text</p><script src="/nowhere.js"></script>""",
        ["throws"] = """<p>Text</p><script src="/throws.js"></script>""",
        ["complains"] = """<p>Text</p><script src="/complains.js"></script>""",
        ["no-outline"] = """<a href="/good">First</a> <button class="bare">Second</button>""",
    };

    /// <summary>Maps them all, each under its name.</summary>
    public static void Map(WebApplication app)
    {
        app.MapGet("/{name}", (string name, HttpContext context) =>
        {
            context.Response.Headers.ContentSecurityPolicy = name == "no-policy" ? default(StringValues) : Policy;
            return Bodies.TryGetValue(name, out var body) ? Page(name, body, 200) : Page("Not found", "<p>Not found.</p>", 404);
        });
        app.MapGet("/style.css", () => Results.Text(Style, "text/css"));
        app.MapGet("/script.js", () => Results.Text(Script, "text/javascript"));
        app.MapGet("/throws.js", () => Results.Text("throw new Error('thrown');", "text/javascript"));
        app.MapGet("/complains.js", () => Results.Text("console.error('complaint');", "text/javascript"));
        app.MapGet("/nowhere.js", () => Results.NotFound());
    }

    private static IResult Page(string title, string body, int status) => Results.Text(
        $"""
        <!DOCTYPE html>
        <html lang="en"><head><title>{title}</title><link rel="stylesheet" href="/style.css"></head><body><main><h1>{title}</h1>{body}</main></body></html>
        """,
        "text/html",
        statusCode: status);
}
