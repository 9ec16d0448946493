namespace GitSync.Dashboard.Tests;

/// <summary>Where the browser is: the system's, because the one that Playwright would download is not reachable everywhere.</summary>
internal static class Chromium
{
    /// <summary>The environment variable that names another executable.</summary>
    public const string Variable = "GITSYNC_TEST_CHROMIUM";

    /// <summary>Where Debian's package puts it.</summary>
    public const string Debian = "/usr/bin/chromium";

    /// <summary>The executable.</summary>
    /// <exception cref="InvalidOperationException">It is not there: tests of pages fail then, they are never skipped.</exception>
    public static string Find() => Find(Environment.GetEnvironmentVariable(Variable), File.Exists);

    internal static string Find(string? named, Func<string, bool> isThere)
    {
        var path = string.IsNullOrEmpty(named) ? Debian : named;
        return isThere(path)
            ? path
            : throw new InvalidOperationException(
                $"There is no Chromium at {path}: install the Debian package chromium (apt-get install chromium), or name an executable in {Variable}.");
    }
}
