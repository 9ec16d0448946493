using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace GitSync.Dashboard.Tests;

/// <summary>Asks axe-core for what stands against WCAG 2.0, 2.1 and 2.2, levels A and AA.</summary>
internal static class Accessibility
{
    private const string Run =
        """
        async () => (await axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }))
            .violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${rule.help}: ${node.html}`))
        """;

    private static readonly Lazy<string> Axe = new(new BundledAxeScriptProvider().GetScript);

    /// <summary>Runs in the page, in both colour schemes. Its visitor has JavaScript, and bypasses the policy: axe-core is not of the page.</summary>
    public static async Task<IReadOnlyList<Finding>> FindAsync(Tab tab)
    {
        var findings = new List<Finding>();
        await tab.Page.EvaluateAsync(Axe.Value).WaitAsync(Browser.MaximumWait);
        foreach (var colors in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await tab.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = colors });
            var violations = await tab.Page.EvaluateAsync<string[]>(Run).WaitAsync(Browser.MaximumWait);
            findings.AddRange(violations.Select(violation => new Finding(FindingKind.Accessibility, $"{violation} ({colors})")));
        }

        return findings;
    }
}
