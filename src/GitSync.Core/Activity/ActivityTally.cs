namespace GitSync;

/// <summary>What happened in one minute, while it is added up. Not thread-safe.</summary>
/// <param name="minute">The minute, counted from 1970.</param>
internal sealed class ActivityTally(long minute)
{
    /// <summary>Longer codes are cut, so that the document of an hour fits.</summary>
    public const int MaximumCodeLength = 24;

    /// <summary>A count of a minute stops here, for the same reason: 16 million a second.</summary>
    public const long MaximumCount = 999_999_999;

    /// <summary>How many operations in one state are told.</summary>
    public const long MaximumLevel = 9_999_999_999;

    /// <summary>The minute, counted from 1970.</summary>
    public long Minute { get; } = minute;

    /// <summary>By state, or null when nobody looked.</summary>
    public long[]? Levels { get; set; }

    /// <summary>By state.</summary>
    public long[] Ended { get; } = new long[OperationStates.All.Count];

    /// <summary>Completed ones by direction.</summary>
    public long[] Completed { get; } = new long[Enum.GetValues<SyncDirection>().Length];

    /// <summary>By bucket of <see cref="DurationHistogram"/>.</summary>
    public long[] Waited { get; } = new long[DurationHistogram.Empty.Counts.Count];

    /// <summary>By bucket.</summary>
    public long[] Processed { get; } = new long[DurationHistogram.Empty.Counts.Count];

    /// <summary>By code.</summary>
    public SortedDictionary<string, long> Errors { get; } = new(StringComparer.Ordinal);

    /// <summary>The minute of a time.</summary>
    public static long MinuteOf(DateTimeOffset time) => time.UtcTicks / TimeSpan.TicksPerMinute - (DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerMinute);

    /// <summary>Counts a failed attempt; a code beyond those that a minute tells apart is one of the others.</summary>
    public void AddError(string code, long count)
    {
        var name = Errors.ContainsKey(code) || Errors.Count - (Errors.ContainsKey(ActivityMinute.OtherErrors) ? 1 : 0) < ActivityMinute.MaximumErrorCodes
            ? code
            : ActivityMinute.OtherErrors;
        Errors[name] = Sum(Errors.GetValueOrDefault(name), count);
    }

    /// <summary>Adds the same minute of another host, or a later part of it.</summary>
    public void Add(ActivityTally later)
    {
        Levels = later.Levels ?? Levels;
        AddAll(Ended, later.Ended);
        AddAll(Completed, later.Completed);
        AddAll(Waited, later.Waited);
        AddAll(Processed, later.Processed);
        foreach (var (code, count) in later.Errors)
        {
            AddError(code, count);
        }
    }

    /// <summary>A code as it is kept: short, of small ASCII letters, digits and '_'.</summary>
    public static string Tame(string code)
    {
        ReadOnlySpan<char> known = code.Length > MaximumCodeLength ? code.AsSpan(0, MaximumCodeLength) : code;
        return known.IsEmpty ? ActivityMinute.OtherErrors : !known.ContainsAnyExcept(CodeLetters) && known.Length == code.Length
            ? code
            : string.Create(known.Length, known, static (kept, text) =>
            {
                for (var i = 0; i < kept.Length; i++)
                {
                    kept[i] = CodeLetters.Contains(text[i]) ? text[i] : '_';
                }
            });
    }

    /// <summary>The minute as it is told.</summary>
    public ActivityMinute ToMinute() => new()
    {
        At = DateTimeOffset.UnixEpoch.AddMinutes(Minute),
        Levels = Levels is { } levels ? OperationStates.All.ToDictionary(state => state, state => levels[(int)state]) : null,
        Ended = OperationStates.All.Where(state => state.IsEnded()).ToDictionary(state => state, state => Ended[(int)state]),
        Inbound = Completed[(int)SyncDirection.Inbound],
        Outbound = Completed[(int)SyncDirection.Outbound],
        Waited = DurationHistogram.Of([.. Waited]),
        Processed = DurationHistogram.Of([.. Processed]),
        Errors = Errors.ToDictionary(StringComparer.Ordinal),
    };

    private static readonly System.Buffers.SearchValues<char> CodeLetters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");

    private static void AddAll(long[] mine, long[] theirs)
    {
        for (var i = 0; i < mine.Length; i++)
        {
            mine[i] = Sum(mine[i], theirs[i]);
        }
    }

    private static long Sum(long one, long other) => Math.Clamp(one + other, 0, MaximumCount);
}
