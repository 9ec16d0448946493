namespace GitSync.Testing.Simulator;

/// <summary>A request to the pretend GitHub, free of any transport.</summary>
/// <param name="Method">The HTTP method in capitals.</param>
/// <param name="Path">The path, without a mapped prefix; a leading <c>/api/v3</c> (GitHub Enterprise Server) is accepted too.</param>
/// <param name="Query">The query string without its question mark.</param>
/// <param name="Headers">The headers; names compare without case.</param>
/// <param name="Body">The body; empty when there is none.</param>
public sealed record SimulatorRequest(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>The address the request came in on, prefix included; Link and Location headers lead back to it.</summary>
    /// <value>Default <see langword="null"/>: <see cref="GitHubSimulatorOptions.ApiUrl"/>.</value>
    public Uri? BaseAddress { get; init; }

    /// <summary>The header's value, or <see langword="null"/>.</summary>
    /// <param name="name">The name; case does not matter.</param>
    /// <returns>The value.</returns>
    public string? Header(string name) =>
        Headers.TryGetValue(name, out var value)
            ? value
            : Headers.FirstOrDefault(h => string.Equals(h.Key, name, StringComparison.OrdinalIgnoreCase)).Value;
}

/// <summary>Whether and how an answer reaches its caller.</summary>
public enum AnswerLoss
{
    /// <summary>It arrives.</summary>
    None,

    /// <summary>The connection closes first.</summary>
    ConnectionClosed,

    /// <summary>It never comes; the caller gives up.</summary>
    TimedOut,
}

/// <summary>An answer of the pretend GitHub, free of any transport.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Headers">The headers.</param>
/// <param name="Body">The body; empty when there is none.</param>
public sealed record SimulatorResponse(int Status, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>How the answer is lost. What was applied stays applied.</summary>
    /// <value>Default <see cref="AnswerLoss.None"/>.</value>
    public AnswerLoss Loss { get; init; }
}
