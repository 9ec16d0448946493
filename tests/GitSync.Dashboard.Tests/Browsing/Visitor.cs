using Microsoft.Playwright;

namespace GitSync.Dashboard.Tests;

/// <summary>Who looks at a page, and with what. Language and time zone are fixed, so that a page looks the same on every machine.</summary>
internal sealed record Visitor
{
    /// <summary>Light or dark.</summary>
    public ColorScheme ColorScheme { get; init; } = ColorScheme.Light;

    /// <summary>Whether scripts of the page run.</summary>
    public bool HasJavaScript { get; init; } = true;

    /// <summary>Whether the page's content security policy is ignored, for tools that bring scripts of their own.</summary>
    public bool BypassesPolicy { get; init; }

    /// <summary>Headers of every request, for example who is signed in.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The window's width in CSS pixels.</summary>
    public int Width { get; init; } = 1280;

    /// <summary>The window's height in CSS pixels.</summary>
    public int Height { get; init; } = 800;

    internal BrowserNewContextOptions ToContext() => new()
    {
        ColorScheme = ColorScheme,
        JavaScriptEnabled = HasJavaScript,
        BypassCSP = BypassesPolicy,
        ExtraHTTPHeaders = Headers,
        ViewportSize = new ViewportSize { Width = Width, Height = Height },
        Locale = "en-US",
        TimezoneId = "UTC",

        // What moves cannot be compared, and tests do not wait for it to stop.
        ReducedMotion = ReducedMotion.Reduce,
    };
}
