namespace GitSync;

/// <summary>
/// Turns the application's body into the raw body of an object that we created, and back. Encode and decode are exact inverses for
/// every body, also for one that itself holds markers or attribution lines: only the trailer we know we wrote is taken off.
/// </summary>
/// <remarks>Raw markdown is never reformatted: converting formats corrupted bodies elsewhere (Plane #9077, #2136).</remarks>
public static class BodyCodec
{
    /// <summary>The raw body.</summary>
    /// <param name="body">The application's body.</param>
    /// <param name="attribution">A line that says who wrote it, or null.</param>
    /// <param name="marker">The object's marker; null for an object born on GitHub, whose body is passed through.</param>
    public static string Encode(string body, string? attribution, string? marker)
    {
        ArgumentNullException.ThrowIfNull(body);
        return marker is null ? body : body + Trailer(attribution, marker);
    }

    /// <summary>The application's body.</summary>
    /// <param name="raw">The raw body.</param>
    /// <param name="attribution">The attribution line that was written, or null.</param>
    /// <param name="marker">The marker that was written; null for an object born on GitHub.</param>
    public static string Decode(string raw, string? attribution, string? marker)
    {
        ArgumentNullException.ThrowIfNull(raw);
        if (marker is null)
        {
            return raw;
        }

        var trailer = Trailer(attribution, marker);
        if (raw.EndsWith(trailer, StringComparison.Ordinal))
        {
            return raw[..^trailer.Length];
        }

        // Somebody edited around the trailer on GitHub (its editor also turns \n into \r\n): take out the marker where it stands now.
        var at = raw.LastIndexOf(marker, StringComparison.Ordinal);
        if (at < 0)
        {
            return raw;
        }

        var before = raw[..at];
        if (attribution is not null && WithoutLineEnd(before) is var line && line.EndsWith(attribution, StringComparison.Ordinal))
        {
            before = line[..^attribution.Length];
        }

        return WithoutLineEnd(WithoutLineEnd(before)) + raw[(at + marker.Length)..];
    }

    private static string Trailer(string? attribution, string marker) =>
        attribution is null ? "\n\n" + marker : "\n\n" + attribution + "\n" + marker;

    private static string WithoutLineEnd(string text) => text switch
    {
        [.. var rest, '\r', '\n'] => rest,
        [.. var rest, '\n'] => rest,
        _ => text,
    };
}
