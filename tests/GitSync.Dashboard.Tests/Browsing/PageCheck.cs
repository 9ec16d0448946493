namespace GitSync.Dashboard.Tests;

/// <summary>What every page has to pass: the expected status, no error, nothing that its own policy stops, usable by everybody in both colour schemes.</summary>
internal static class PageCheck
{
    /// <summary>Fails with all that is wrong with the page.</summary>
    /// <param name="browser">The browser.</param>
    /// <param name="address">The page.</param>
    /// <param name="visitor">Who looks, or null.</param>
    /// <param name="status">The status that it has to have.</param>
    public static async Task PassesAsync(Browser browser, Uri address, Visitor? visitor = null, int status = 200)
    {
        var findings = await FindAsync(browser, address, visitor, status);
        findings.Should().BeEmpty("nothing may be wrong with {0}", address);
    }

    /// <summary>All that is wrong with the page.</summary>
    public static async Task<IReadOnlyList<Finding>> FindAsync(Browser browser, Uri address, Visitor? visitor = null, int status = 200)
    {
        visitor ??= new Visitor();
        return [.. await LoadAsync(browser, address, visitor, status), .. await InspectAsync(browser, address, visitor, status)];
    }

    /// <summary>With the page's policy, as everybody gets it.</summary>
    private static async Task<IReadOnlyList<Finding>> LoadAsync(Browser browser, Uri address, Visitor visitor, int status)
    {
        await using var tab = await browser.OpenAsync(visitor with { BypassesPolicy = false });
        await tab.GoToAsync(address, status);
        return await tab.FindingsAsync();
    }

    /// <summary>Without it: axe-core is a script that the policy would stop.</summary>
    private static async Task<IReadOnlyList<Finding>> InspectAsync(Browser browser, Uri address, Visitor visitor, int status)
    {
        await using var tab = await browser.OpenAsync(visitor with { BypassesPolicy = true, HasJavaScript = true });
        return await tab.GoToAsync(address, status) ? await Accessibility.FindAsync(tab) : [];
    }
}
