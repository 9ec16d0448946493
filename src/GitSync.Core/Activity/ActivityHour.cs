using System.Text.Json;
using System.Text.Json.Serialization;

namespace GitSync;

/// <summary>The last hour as one shared document. Pure.</summary>
internal static class ActivityHour
{
    /// <summary>The document's name.</summary>
    public const string Name = "activity/minutes";

    /// <summary>How far another host's clock may be ahead; what it says of a later time is not kept.</summary>
    public const int MaximumMinutesAhead = 5;

    /// <summary>Minutes of which several are the same, as one list: oldest first, the last hour of a clock.</summary>
    /// <param name="stored">What is known; not changed.</param>
    /// <param name="later">What is added; not changed.</param>
    /// <param name="now">The minute that runs.</param>
    public static List<ActivityTally> Merge(IEnumerable<ActivityTally> stored, IEnumerable<ActivityTally> later, long now)
    {
        var minutes = new SortedDictionary<long, ActivityTally>();
        foreach (var tally in stored.Concat(later))
        {
            if (tally.Minute <= now - ActivityMinute.MaximumMinutes || tally.Minute > now + MaximumMinutesAhead)
            {
                continue;
            }

            if (!minutes.TryGetValue(tally.Minute, out var sum))
            {
                minutes.Add(tally.Minute, sum = new ActivityTally(tally.Minute));
            }

            sum.Add(tally);
        }

        return [.. minutes.Values.TakeLast(ActivityMinute.MaximumMinutes)];
    }

    /// <summary>The document's minutes; one that cannot be read counts as none.</summary>
    public static IEnumerable<ActivityTally> Read(byte[]? document)
    {
        try
        {
            return document is null
                ? []
                : (JsonSerializer.Deserialize(document, ActivityJson.Default.StoredMinuteArray) ?? []).OfType<StoredMinute>().Select(TallyOf).ToList();
        }
        catch (JsonException)
        {
            return [];
        }
    }

    /// <summary>The document. Whatever is counted, it is shorter than <see cref="ISharedState.MaximumLength"/>.</summary>
    public static byte[] Write(IEnumerable<ActivityTally> minutes) =>
        JsonSerializer.SerializeToUtf8Bytes([.. minutes.Select(Stored)], ActivityJson.Default.StoredMinuteArray);

    private static StoredMinute Stored(ActivityTally tally) => new()
    {
        Minute = tally.Minute,
        Levels = tally.Levels,
        Ended = Short(tally.Ended),
        Completed = Short(tally.Completed),
        Waited = Short(tally.Waited),
        Processed = Short(tally.Processed),
        Errors = tally.Errors.Count == 0 ? null : tally.Errors,
    };

    private static ActivityTally TallyOf(StoredMinute stored)
    {
        var tally = new ActivityTally(stored.Minute);
        if (stored.Levels is { } levels)
        {
            tally.Levels = new long[OperationStates.All.Count];
            Fill(tally.Levels, levels, ActivityTally.MaximumLevel);
        }

        Fill(tally.Ended, stored.Ended, ActivityTally.MaximumCount);
        Fill(tally.Completed, stored.Completed, ActivityTally.MaximumCount);
        Fill(tally.Waited, stored.Waited, ActivityTally.MaximumCount);
        Fill(tally.Processed, stored.Processed, ActivityTally.MaximumCount);
        foreach (var (code, count) in stored.Errors ?? [])
        {
            tally.AddError(ActivityTally.Tame(code), Math.Clamp(count, 0, ActivityTally.MaximumCount));
        }

        return tally;
    }

    private static long[]? Short(long[] counts)
    {
        var length = Array.FindLastIndex(counts, static count => count != 0) + 1;
        return length == 0 ? null : counts[..length];
    }

    private static void Fill(long[] counts, long[]? stored, long most)
    {
        for (var i = 0; i < Math.Min(counts.Length, stored?.Length ?? 0); i++)
        {
            counts[i] = Math.Clamp(stored![i], 0, most);
        }
    }
}

/// <summary>A minute as it is stored: one letter a name, no zeros at the end of a list.</summary>
internal sealed record StoredMinute
{
    [JsonPropertyName("m")]
    public long Minute { get; init; }

    [JsonPropertyName("l")]
    public long[]? Levels { get; init; }

    [JsonPropertyName("e")]
    public long[]? Ended { get; init; }

    [JsonPropertyName("c")]
    public long[]? Completed { get; init; }

    [JsonPropertyName("w")]
    public long[]? Waited { get; init; }

    [JsonPropertyName("p")]
    public long[]? Processed { get; init; }

    [JsonPropertyName("x")]
    public SortedDictionary<string, long>? Errors { get; init; }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StoredMinute[]))]
internal sealed partial class ActivityJson : JsonSerializerContext;
