namespace GitSync;

/// <summary>How many durations fell between fixed bounds: small, and of many minutes or hosts the sum is exact. Immutable.</summary>
public sealed class DurationHistogram
{
    private readonly long[] _counts;

    private DurationHistogram(long[] counts)
    {
        _counts = counts;
        Counts = Array.AsReadOnly(counts);
        Count = counts.Sum();
    }

    /// <summary>The upper bounds of all buckets but the last, from 1 ms to 30 min, rising about twofold.</summary>
    public static IReadOnlyList<TimeSpan> Bounds { get; } = Array.AsReadOnly<TimeSpan>(
    [
        TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(5),
        TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(50),
        TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(500),
        TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20),
        TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10),
        TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(30),
    ]);

    /// <summary>Of no durations.</summary>
    public static DurationHistogram Empty { get; } = new(new long[Bounds.Count + 1]);

    /// <summary>How many durations there are.</summary>
    public long Count { get; }

    /// <summary>How many there are in each bucket: up to and with each of <see cref="Bounds"/>, and in the end what is longer than the last.</summary>
    public IReadOnlyList<long> Counts { get; }

    /// <summary>With one more duration; less than none counts as none.</summary>
    public DurationHistogram Add(TimeSpan duration)
    {
        var counts = (long[])_counts.Clone();
        counts[BucketOf(duration)]++;
        return new DurationHistogram(counts);
    }

    /// <summary>With all durations of the other one.</summary>
    public DurationHistogram Plus(DurationHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new DurationHistogram([.. _counts.Zip(other._counts, static (mine, theirs) => mine + theirs)]);
    }

    /// <summary>
    /// The duration that this share of all stays within, as if those of a bucket were spread evenly over it; what is longer than the last bound
    /// counts as the last bound.
    /// </summary>
    /// <param name="p">The share, 0 to 1: 0.5 for the median.</param>
    /// <returns>Null when there are no durations.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The share is none.</exception>
    public TimeSpan? Percentile(double p)
    {
        if (p is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(p), p, "A share is from 0 to 1.");
        }

        if (Count == 0)
        {
            return null;
        }

        var rank = p * Count;
        long before = 0;
        for (var i = 0; i < Bounds.Count; i++)
        {
            var within = _counts[i];
            if (within > 0 && before + within >= rank)
            {
                var lower = i == 0 ? TimeSpan.Zero : Bounds[i - 1];
                return lower + ((Bounds[i] - lower) * (Math.Max(0, rank - before) / within));
            }

            before += within;
        }

        return Bounds[^1];
    }

    /// <summary>The bucket of a duration.</summary>
    internal static int BucketOf(TimeSpan duration)
    {
        var bucket = 0;
        while (bucket < Bounds.Count && duration > Bounds[bucket])
        {
            bucket++;
        }

        return bucket;
    }

    /// <summary>Of counts, one per bucket; the array is taken over.</summary>
    internal static DurationHistogram Of(long[] counts) => new(counts);
}
