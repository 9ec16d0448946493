namespace GitSync.Testing.Simulator;

/// <summary>One request that reached the simulator.</summary>
/// <param name="At">When, by the simulator's clock.</param>
/// <param name="Method">The method.</param>
/// <param name="Path">The path, without prefix.</param>
/// <param name="Route">The route's template, for example <c>repos/{owner}/{repo}/issues</c>; <see langword="null"/>: none fits.</param>
/// <param name="Status">The status that was (or would have been) answered.</param>
/// <param name="Loss">Whether the answer was lost.</param>
public sealed record LoggedRequest(DateTimeOffset At, string Method, string Path, string? Route, int Status, AnswerLoss Loss);

/// <summary>The requests that reached the simulator: the last ones in full, all of them counted. Thread-safe.</summary>
public sealed class RequestLog
{
    /// <summary>How many requests are kept in full.</summary>
    public const int MaxEntries = 10_000;

    private readonly Lock gate = new();
    private readonly Queue<LoggedRequest> entries = [];
    private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);
    private long total;

    internal RequestLog()
    {
    }

    /// <summary>All requests since the start or the last <see cref="Clear"/>.</summary>
    public long Total
    {
        get
        {
            lock (gate)
                return total;
        }
    }

    /// <summary>The last requests, oldest first.</summary>
    /// <returns>A copy.</returns>
    public IReadOnlyList<LoggedRequest> Entries()
    {
        lock (gate)
            return entries.ToArray();
    }

    /// <summary>How many requests had this method and, if given, a path with this ending.</summary>
    /// <param name="method">The method.</param>
    /// <param name="pathEnd">The end of the path, for example <c>/issues</c>.</param>
    /// <returns>The number among the kept entries; without <paramref name="pathEnd"/> among all.</returns>
    public int Count(string method, string? pathEnd = null)
    {
        lock (gate)
        {
            return pathEnd is null
                ? counts.GetValueOrDefault(method)
                : entries.Count(e => e.Method == method && e.Path.EndsWith(pathEnd, StringComparison.Ordinal));
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        lock (gate)
        {
            entries.Clear();
            counts.Clear();
            total = 0;
        }
    }

    internal void Add(LoggedRequest request)
    {
        lock (gate)
        {
            if (entries.Count == MaxEntries)
                entries.Dequeue();
            entries.Enqueue(request);
            counts[request.Method] = counts.GetValueOrDefault(request.Method) + 1;
            total++;
        }
    }
}
