namespace GitSync.Storage.Postgres;

/// <summary>
/// Where claims begin to look. Claims take from the front of an index, so its dead entries gather there; while somebody holds an old
/// snapshot (a long report, a backup) they cannot be cleared away, and a look from the very front gets slower with every claim. Once that
/// shows, claims begin at the last head they saw, and look from the very front once a second. Thread-safe.
/// </summary>
internal sealed class ClaimFloors(TimeProvider time)
{
    /// <summary>A look from the front that takes longer is being slowed down by dead entries.</summary>
    private static readonly TimeSpan SlowLook = TimeSpan.FromMilliseconds(25);

    private static readonly TimeSpan LookFromTheFrontEvery = TimeSpan.FromSeconds(1);
    private static readonly int Priorities = Enum.GetValues<SyncPriority>().Length;

    private readonly Lock _gate = new();
    private readonly DateTimeOffset[] _heads = [.. Enumerable.Repeat(DateTimeOffset.MinValue, Priorities)];
    private bool _isSlow;
    private long _lookedFromTheFront;

    /// <param name="fromTheFront">True when a look from a floor has not found enough.</param>
    public Scan Begin(bool fromTheFront = false)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            fromTheFront |= !_isSlow || time.GetElapsedTime(_lookedFromTheFront, now) >= LookFromTheFrontEvery;
            return new Scan(fromTheFront ? [.. Enumerable.Repeat(DateTimeOffset.MinValue, Priorities)] : [.. _heads], fromTheFront, now);
        }
    }

    /// <param name="scan">The look.</param>
    /// <param name="found">What it found.</param>
    /// <param name="took">How long it took the server.</param>
    public void End(Scan scan, IEnumerable<ReadyKey> found, TimeSpan took)
    {
        var heads = new DateTimeOffset?[Priorities];
        foreach (var (priority, dueAt) in found)
        {
            heads[(int)priority] = heads[(int)priority] is { } earlier && earlier <= dueAt ? earlier : dueAt;
        }

        lock (_gate)
        {
            if (scan.FromTheFront)
            {
                _lookedFromTheFront = scan.BeganAt;
                _isSlow = took > SlowLook;
            }

            for (var priority = 0; priority < Priorities; priority++)
            {
                _heads[priority] = heads[priority] ?? (scan.FromTheFront ? DateTimeOffset.MinValue : _heads[priority]);
            }
        }
    }

    /// <summary>One look for runnable lanes.</summary>
    /// <param name="Floors">Per priority the due time to begin at.</param>
    /// <param name="FromTheFront">Whether nothing is left out.</param>
    /// <param name="BeganAt">The clock's timestamp.</param>
    public readonly record struct Scan(DateTimeOffset[] Floors, bool FromTheFront, long BeganAt);
}
