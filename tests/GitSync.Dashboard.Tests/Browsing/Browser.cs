using Microsoft.Playwright;

namespace GitSync.Dashboard.Tests;

/// <summary>One headless Chromium for all tests of its collection; every visit has a context of its own, so that none sees another's cookies.</summary>
public sealed class Browser : IAsyncLifetime
{
    /// <summary>The bound of every wait in a page: far beyond what a busy machine needs.</summary>
    internal static readonly TimeSpan MaximumWait = TimeSpan.FromMinutes(1);

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        var executable = Chromium.Find();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = executable,
            Headless = true,

            // --no-sandbox: it needs rights that root in a container does not have, and all pages are our own.
            ChromiumSandbox = false,

            // There is none in a container, and pretending one in software costs time.
            Args = ["--disable-gpu"],
            Timeout = (float)MaximumWait.TotalMilliseconds,
        });
    }

    /// <summary>An empty page in a context of its own.</summary>
    internal async Task<Tab> OpenAsync(Visitor? visitor = null)
    {
        visitor ??= new Visitor();
        var context = await _browser!.NewContextAsync(visitor.ToContext());
        context.SetDefaultTimeout((float)MaximumWait.TotalMilliseconds);
        return await Tab.OpenAsync(context, visitor);
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}

/// <summary>Tests that look at pages: one browser, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserCollection : ICollectionFixture<Browser>
{
    public const string Name = "Browser";
}
