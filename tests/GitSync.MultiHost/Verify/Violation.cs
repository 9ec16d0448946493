namespace GitSync.MultiHost;

/// <summary>What can be wrong.</summary>
internal enum ViolationKind
{
    /// <summary>An accepted operation is not in the store, or not ended, or ended by a reason that leads nowhere.</summary>
    Lost,

    /// <summary>An operation is there twice, or out of nowhere, or ended twice.</summary>
    Twice,

    /// <summary>Two runs of a lane overlapped, and the earlier one was committed.</summary>
    Overlap,

    /// <summary>A lane's operations did not go in order.</summary>
    Order,

    /// <summary>A fence was given twice, did not grow, or an old one was accepted.</summary>
    Fence,

    /// <summary>A lane was taken from a worker whose lease was good.</summary>
    Takeover,

    /// <summary>A completion was committed in part, or the store's answer and its history differ.</summary>
    Torn,

    /// <summary>Something is left: a queue, a running lane, a count that does not fit.</summary>
    Rest,

    /// <summary>A host ended by itself, or did not stop.</summary>
    Host,
}

/// <summary>One thing that is wrong.</summary>
/// <param name="Kind">What.</param>
/// <param name="Evidence">One sentence with the values.</param>
internal sealed record Violation(ViolationKind Kind, string Evidence);

/// <summary>Violations, of which each kind keeps the first ones and counts the rest.</summary>
internal sealed class Verdict
{
    private const int KeptPerKind = 20;

    private readonly List<Violation> _kept = [];
    private readonly Dictionary<ViolationKind, int> _counts = [];

    public IReadOnlyList<Violation> Kept => _kept;

    public IReadOnlyDictionary<ViolationKind, int> Counts => _counts;

    public int Total => _counts.Values.Sum();

    public void Add(ViolationKind kind, string evidence)
    {
        var count = _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
        if (count <= KeptPerKind)
        {
            _kept.Add(new Violation(kind, evidence));
        }
    }
}
