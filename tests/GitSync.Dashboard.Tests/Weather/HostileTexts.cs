namespace GitSync.Dashboard.Tests;

/// <summary>Titles and bodies that break pages: each is a text that GitHub takes.</summary>
internal static class HostileTexts
{
    public const string Script = "<script>alert(1)</script>";

    public const string Attribute = "\" onmouseover=\"alert(1)\" '><img src=x onerror=alert(1)>";

    /// <summary>Turns the direction of what follows.</summary>
    public const string RightToLeft = "invoice\u202Efdp.exe \u202Ework";

    /// <summary>A family of one visible character, a flag, and an accent of its own.</summary>
    public const string Emoji = "Ship it 🚀 👩‍👩‍👧‍👦 🇦🇹 e\u0301";

    public const string Link = "[click](javascript:alert(1)) &lt;b&gt; {{7*7}} ${7*7}";

    /// <summary>As long as GitHub takes a title, without a place to break it.</summary>
    public static string LongTitle { get; } = new('W', 256);

    public static string LongBody { get; } = string.Join('\n', Enumerable.Range(1, 400).Select(line => $"{line}: {new string('x', 120)}"));

    public static IReadOnlyList<string> Titles { get; } = [Script, Attribute, RightToLeft, Emoji, Link, LongTitle];
}
