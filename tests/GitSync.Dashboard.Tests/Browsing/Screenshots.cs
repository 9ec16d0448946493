using Microsoft.Playwright;

namespace GitSync.Dashboard.Tests;

/// <summary>What a page looks like, for people: written to <c>artifacts/screenshots</c> and compared with nothing, because fonts differ between machines.</summary>
internal static class Screenshots
{
    /// <summary>Takes the whole page, light and dark.</summary>
    /// <param name="browser">The browser.</param>
    /// <param name="address">The page.</param>
    /// <param name="name">The file's name before <c>-light.png</c> and <c>-dark.png</c>.</param>
    /// <param name="visitor">Who looks, or null.</param>
    /// <returns>The two files.</returns>
    public static async Task<IReadOnlyList<string>> TakeAsync(Browser browser, Uri address, string name, Visitor? visitor = null)
    {
        await using var tab = await browser.OpenAsync(visitor);
        await tab.GoToAsync(address);
        return [await TakeAsync(tab.Page, name, ColorScheme.Light), await TakeAsync(tab.Page, name, ColorScheme.Dark)];
    }

    private static async Task<string> TakeAsync(IPage page, string name, ColorScheme colors)
    {
        var path = Path.Combine(Root(), "artifacts", "screenshots", $"{name}-{(colors == ColorScheme.Dark ? "dark" : "light")}.png");
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = colors });
        await page.ScreenshotAsync(new PageScreenshotOptions
        {
            Path = path, FullPage = true, Animations = ScreenshotAnimations.Disabled, Caret = ScreenshotCaret.Hide,
        });
        return path;
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "GitSync.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"GitSync.sln is in no folder above {AppContext.BaseDirectory}; run the tests from the repository.");
    }
}
