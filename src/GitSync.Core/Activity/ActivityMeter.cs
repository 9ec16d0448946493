using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace GitSync;

/// <summary>The same numbers for whoever collects metrics of this host: the meter <c>GitSync</c>. Thread-safe.</summary>
internal sealed class ActivityMeter : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string Name = "GitSync";

    private readonly Meter? _own;
    private readonly Meter _meter;
    private readonly Counter<long> _operations;
    private readonly Histogram<double> _waited;
    private readonly Histogram<double> _processed;

    /// <param name="factory">The host's, so that its collectors find the meter; null where there is none.</param>
    public ActivityMeter(IMeterFactory? factory = null)
    {
        // What a factory makes is its own to dispose of.
        _meter = factory?.Create(Name) ?? (_own = new Meter(Name));
        _operations = _meter.CreateCounter<long>("gitsync.operations", "{operation}", "Operations that came to an end.");
        _waited = _meter.CreateHistogram<double>("gitsync.wait", "s", "How long operations waited before their last attempt.");
        _processed = _meter.CreateHistogram<double>("gitsync.processing", "s", "How long the last attempt of an operation took.");
    }

    /// <param name="state">The end.</param>
    /// <param name="direction">Null for what another one covered: nobody says which it was.</param>
    /// <param name="count">How many.</param>
    public void Ended(OperationState state, SyncDirection? direction, int count = 1)
    {
        var tags = new TagList { { "state", state.Name() } };
        if (direction is { } known)
        {
            tags.Add("direction", known == SyncDirection.Inbound ? "inbound" : "outbound");
        }

        _operations.Add(count, tags);
    }

    public void Took(TimeSpan waited, TimeSpan processed)
    {
        _waited.Record(waited.TotalSeconds);
        _processed.Record(processed.TotalSeconds);
    }

    /// <summary>Whether it is this host's meter: a process may hold several.</summary>
    public bool Owns(Meter meter) => _meter == meter;

    public void Dispose() => _own?.Dispose();
}
