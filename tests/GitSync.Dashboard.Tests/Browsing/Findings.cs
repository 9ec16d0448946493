using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace GitSync.Dashboard.Tests;

/// <summary>Gathers what goes wrong in a page, from before its first byte on.</summary>
internal sealed class Findings
{
    /// <summary>A page that fails in a loop must not fill the memory.</summary>
    private const int Maximum = 200;

    private const string Binding = "reportPolicyViolation";

    /// <summary>A context's own script is not subject to the page's policy; the event says more than the console does.</summary>
    private const string WatchPolicy =
        $$"""
        addEventListener('securitypolicyviolation', violation => window.{{Binding}}(
            `${violation.effectiveDirective} blocked ${violation.blockedURI || 'inline'} at ${violation.sourceFile}:${violation.lineNumber}`));
        """;

    private readonly ConcurrentQueue<Finding> _all = new();

    private Findings()
    {
    }

    public IReadOnlyList<Finding> All => [.. _all.Distinct()];

    public static async Task<Findings> GatherAsync(IPage page)
    {
        var findings = new Findings();
        await page.ExposeBindingAsync(Binding, (BindingSource _, string violation) => findings.Add(FindingKind.PolicyViolation, violation));
        await page.AddInitScriptAsync(WatchPolicy);
        page.Console += (_, message) => findings.Read(message);
        page.PageError += (_, error) => findings.Add(FindingKind.ScriptError, error);
        page.RequestFailed += (_, request) => findings.Read(request);
        page.Response += (_, response) => findings.Read(page, response);
        return findings;
    }

    public void Add(FindingKind kind, string text)
    {
        if (_all.Count < Maximum)
        {
            _all.Enqueue(new Finding(kind, text));
        }
    }

    private void Read(IConsoleMessage message)
    {
        // What fails to load is told by the request, with its address.
        if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
        {
            var isPolicy = message.Text.Contains("Content Security Policy", StringComparison.Ordinal);
            Add(isPolicy ? FindingKind.PolicyViolation : FindingKind.ConsoleError, message.Text);
        }
    }

    private void Read(IRequest request)
    {
        // Whoever leaves a page aborts what it still loads: live updates always.
        if (request.Failure is { } failure && failure != "net::ERR_ABORTED")
        {
            Add(failure == "csp" ? FindingKind.PolicyViolation : FindingKind.Request, $"{request.Method} {request.Url} failed: {failure}");
        }
    }

    /// <summary>The page's own status is judged by whoever opened it: an error page may be what was asked for.</summary>
    private void Read(IPage page, IResponse response)
    {
        var isPage = response.Request.IsNavigationRequest && response.Frame == page.MainFrame;
        if (response.Status >= 400 && !isPage)
        {
            Add(FindingKind.Request, $"{response.Request.Method} {response.Url} was answered with {response.Status}");
        }
    }
}
