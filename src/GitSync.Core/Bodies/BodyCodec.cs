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

        // Somebody edited around the trailer on GitHub (its editor also turns \n into \r\n): take out its parts where they stand now.
        var text = Without(raw, marker);
        return attribution is null || !IsLineOf(text, attribution) ? text : Without(text, attribution);
    }

    /// <summary>A text without the last place of a part and the line ends before it.</summary>
    private static string Without(string text, string part) => text.LastIndexOf(part, StringComparison.Ordinal) is >= 0 and var at
        ? WithoutLineEnd(WithoutLineEnd(text[..at])) + text[(at + part.Length)..]
        : text;

    /// <summary>Whether the part's last place is a line of its own.</summary>
    private static bool IsLineOf(string text, string part)
    {
        var at = text.LastIndexOf(part, StringComparison.Ordinal);
        return at >= 0
            && (at == 0 || text[at - 1] == '\n')
            && (at + part.Length == text.Length || text[at + part.Length] is '\r' or '\n');
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
