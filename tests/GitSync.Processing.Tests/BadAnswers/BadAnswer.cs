using System.Net;
using System.Text;

namespace GitSync.Processing.Tests;

/// <summary>An answer that is not the one that was asked for.</summary>
/// <param name="Name">Its name in the table of cases.</param>
/// <param name="Status">The status.</param>
/// <param name="Body">The body.</param>
internal sealed record BadAnswer(string Name, int Status, string Body)
{
    private const string Page = "<!DOCTYPE html><html><head><title>Unicorn!</title></head><body>This page is taking too long to load.</body></html>";

    /// <summary>More levels than a stack has room for.</summary>
    private static readonly string Deep = new string('[', 100_000) + new string(']', 100_000);

    /// <summary>Every code of GitHub's, and bodies that nobody can read.</summary>
    public static IReadOnlyList<BadAnswer> All { get; } =
    [
        Elsewhere(301, "Moved Permanently"),
        Elsewhere(302, "Found"),
        Elsewhere(307, "Temporary Redirect"),
        Json(304, ""),
        Json(400, "Problems parsing JSON"),
        Json(401, "Bad credentials"),
        Json(403, "Resource not accessible by integration"),
        Json(403, "You have exceeded a secondary rate limit") with { Name = "403 limit", Header = ("Retry-After", "30") },
        Json(404, "Not Found"),
        Json(409, "Git Repository is empty."),
        Json(410, "This issue was deleted"),
        Json(410, "Issues are disabled for this repo") with { Name = "410 disabled" },
        Json(422, "Validation Failed"),
        Json(429, "You have exceeded a secondary rate limit") with { Header = ("Retry-After", "30") },
        Json(451, "Repository access blocked"),
        Json(500, "Server Error"),
        Html(500),
        Html(502),
        Json(503, "Service unavailable"),
        Html(504),
        new("truncated", 200, "") { IsApplied = true, IsHalf = true },
        new("page", 200, Page) { IsHtml = true },
        new("page, applied", 200, Page) { IsHtml = true, IsApplied = true },
        new("empty", 200, ""),
        new("empty, applied", 200, "") { IsApplied = true },
        new("no content", 204, ""),
        new("null", 200, "null") { IsApplied = true },
        new("too deep", 200, Deep) { IsApplied = true },
        new("500 too deep", 500, Deep),
        new("other shape", 200, """{"total_count":0,"items":[]}""") { IsApplied = true },
        new("another issue", 200, """{"id":9,"number":9,"title":"Another","state":"open","updated_at":"2025-03-01T12:00:00Z","user":null,"body":null,"labels":[],"assignees":[],"milestone":null,"locked":false}""")
        {
            IsApplied = true,
        },
    ];

    /// <summary>Whether GitHub did what was asked all the same.</summary>
    public bool IsApplied { get; init; }

    /// <summary>Whether it is the first half of GitHub's own answer.</summary>
    public bool IsHalf { get; init; }

    /// <summary>Whether it is a page for people.</summary>
    public bool IsHtml { get; init; }

    /// <summary>A header besides the content's, or null.</summary>
    public (string Name, string Value)? Header { get; init; }

    /// <summary>The answer.</summary>
    /// <param name="request">What it answers.</param>
    /// <param name="good">GitHub's own body, when it was asked.</param>
    public HttpResponseMessage To(HttpRequestMessage request, string good = "")
    {
        var response = new HttpResponseMessage((HttpStatusCode)Status)
        {
            RequestMessage = request,
            Content = new StringContent(IsHalf ? good[..(good.Length / 2)] : Body, Encoding.UTF8, IsHtml ? "text/html" : "application/json"),
        };
        if (Header is var (name, value))
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }

    /// <summary>What GitHub's front shows when the request itself was applied behind it.</summary>
    private static BadAnswer Html(int status) => new($"{status} page, applied", status, Page) { IsHtml = true, IsApplied = true };

    private static BadAnswer Json(int status, string message) => new($"{status}", status, $$"""{"message":"{{message}}"}""");

    /// <summary>The address is another repository's: who follows it with a write, writes there.</summary>
    private static BadAnswer Elsewhere(int status, string message) =>
        Json(status, message) with { Header = ("Location", "https://github.test/repositories/1/issues/1") };
}
