using System.Collections.Concurrent;
using System.Diagnostics;

namespace GitSync.Benchmarks;

/// <summary>When edits were made on one side, and when the other side first had them. Each edit has a title of its own. Thread-safe.</summary>
internal sealed class Crossings
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    private readonly ConcurrentDictionary<string, long> _made = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _seen = new(StringComparer.Ordinal);

    public void Making(string title) => _made[title] = Stopwatch.GetTimestamp();

    /// <summary>The other side has it; what was made on neither, or seen before, does not count.</summary>
    public void Seen(string title)
    {
        if (_made.ContainsKey(title))
        {
            _seen.TryAdd(title, Stopwatch.GetTimestamp());
        }
    }

    /// <summary>Waits until all that was made has crossed.</summary>
    public async Task AllAsync()
    {
        var since = Stopwatch.GetTimestamp();
        while (_seen.Count < _made.Count)
        {
            BenchmarkBrokenException.Require(Stopwatch.GetElapsedTime(since) < Patience, $"{_seen.Count} edits have crossed, not {_made.Count}.");
            await Task.Delay(Look, TimeProvider.System).ConfigureAwait(false);
        }
    }

    /// <summary>Milliseconds of each, without the first so many that were made; in order of length.</summary>
    public double[] Milliseconds(int notBefore) =>
    [
        .. _made.OrderBy(pair => pair.Value).Skip(notBefore)
            .Select(pair => Stopwatch.GetElapsedTime(pair.Value, _seen[pair.Key]).TotalMilliseconds)
            .Order(),
    ];

    /// <summary>Edits per second, from the first one's making until the last one was seen.</summary>
    public double PerSecond() => _made.Count / Stopwatch.GetElapsedTime(_made.Values.Min(), _seen.Values.Max()).TotalSeconds;
}
