using Microsoft.Playwright;

namespace GitSync.Dashboard.Tests;

/// <summary>A page in a context of its own, with what went wrong in it.</summary>
internal sealed class Tab : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly Visitor _visitor;
    private readonly Findings _findings;
    private bool _hasPage;

    private Tab(IBrowserContext context, IPage page, Visitor visitor, Findings findings) =>
        (_context, Page, _visitor, _findings) = (context, page, visitor, findings);

    public IPage Page { get; }

    public static async Task<Tab> OpenAsync(IBrowserContext context, Visitor visitor)
    {
        var page = await context.NewPageAsync();
        return new Tab(context, page, visitor, await Findings.GatherAsync(page));
    }

    /// <summary>Opens an address and waits until all it loads is there; live updates go on.</summary>
    /// <param name="address">The address.</param>
    /// <param name="status">The status that it has to have.</param>
    /// <returns>False when there is no page to look at.</returns>
    public async Task<bool> GoToAsync(Uri address, int status = 200)
    {
        var answer = await AnswerAsync(address);
        if (answer != $"{status}")
        {
            _findings.Add(FindingKind.Request, $"GET {address} was answered with {answer}, expected was {status}");
        }

        return _hasPage;
    }

    /// <summary>What has gone wrong until now, each once.</summary>
    public async Task<IReadOnlyList<Finding>> FindingsAsync()
    {
        if (_hasPage)
        {
            // The browser tells things in order: what the page had in its queue has been told by this answer. Without JavaScript no timer fires.
            await Page.EvaluateAsync(_visitor.HasJavaScript ? "() => new Promise(done => setTimeout(done))" : "() => document.readyState")
                .WaitAsync(Browser.MaximumWait);
        }

        return _findings.All;
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    /// <summary>The status, or the browser's own words: it takes an error without a body for no answer at all.</summary>
    private async Task<string> AnswerAsync(Uri address)
    {
        try
        {
            var response = await Page.GotoAsync(address.AbsoluteUri);
            _hasPage = true;
            if (response?.Headers.ContainsKey("content-security-policy") == false)
            {
                _findings.Add(FindingKind.PolicyViolation, $"GET {address} was answered without a Content-Security-Policy: there is nothing to violate");
            }

            return $"{response?.Status}";
        }
        catch (PlaywrightException failure) when (failure.Message.StartsWith("net::", StringComparison.Ordinal))
        {
            _hasPage = false;
            return failure.Message.Split('\n')[0];
        }
    }
}
