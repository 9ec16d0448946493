namespace GitSync.Dashboard.Parts;

/// <summary>Times as texts.</summary>
internal static class Moments
{
    /// <summary>To the millisecond, UTC; GitHub's times are whole seconds, and so they are shown.</summary>
    public static string Exact(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>As HTML wants it.</summary>
    public static string Machine(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
