namespace GitSync.Dashboard.Charts;

/// <summary>The last hour, a value for each minute, oldest first. Pure.</summary>
internal sealed class Hour
{
    private readonly ActivityMinute?[] _minutes = new ActivityMinute?[ActivityMinute.MaximumMinutes];

    public Hour(IReadOnlyList<ActivityMinute> minutes, DateTimeOffset now)
    {
        var current = Minute(now);
        foreach (var minute in minutes)
        {
            var ago = (int)Math.Clamp(current - Minute(minute.At), -1, _minutes.Length);
            if (ago >= 0 && ago < _minutes.Length)
            {
                _minutes[_minutes.Length - 1 - ago] = minute;
            }
        }

        Waited = Known.Aggregate(DurationHistogram.Empty, (sum, minute) => sum.Plus(minute.Waited));
        Processed = Known.Aggregate(DurationHistogram.Empty, (sum, minute) => sum.Plus(minute.Processed));
        Errors =
        [
            .. from minute in Known
               from error in minute.Errors
               group error.Value by error.Key into code
               orderby code.Sum() descending, code.Key
               select (code.Key, code.Sum()),
        ];
    }

    /// <summary>How long operations waited.</summary>
    public DurationHistogram Waited { get; }

    /// <summary>How long their last attempts took.</summary>
    public DurationHistogram Processed { get; }

    /// <summary>How often attempts failed, by code, most first.</summary>
    public IReadOnlyList<(string Code, long Count)> Errors { get; }

    public double[] Inbound => Of(minute => minute.Inbound);

    public double[] Outbound => Of(minute => minute.Outbound);

    /// <summary>How many came to that end in each minute.</summary>
    public double[] Ended(OperationState state) => Of(minute => minute.Ended.GetValueOrDefault(state));

    /// <summary>How many were in that state in each minute; where nobody looked, as many as before.</summary>
    /// <param name="state">The state.</param>
    /// <param name="now">How many are at this moment.</param>
    public double[] Levels(OperationState state, long now)
    {
        var values = new double[_minutes.Length];
        var last = 0.0;
        for (var i = 0; i < values.Length; i++)
        {
            last = _minutes[i]?.Levels?.GetValueOrDefault(state) ?? last;
            values[i] = last;
        }

        values[^1] = now;
        return values;
    }

    private IEnumerable<ActivityMinute> Known => _minutes.OfType<ActivityMinute>();

    private double[] Of(Func<ActivityMinute, long> value) => [.. _minutes.Select(minute => minute is null ? 0.0 : value(minute))];

    private static long Minute(DateTimeOffset at) => at.UtcTicks / TimeSpan.TicksPerMinute;
}
