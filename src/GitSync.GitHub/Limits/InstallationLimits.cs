using System.Text.Json;
using System.Text.Json.Serialization;

namespace GitSync.GitHub;

/// <summary>What GitHub allows an installation at the moment, as all hosts know it. Immutable; its moves are pure.</summary>
internal sealed record InstallationLimits
{
    /// <summary>The longest wait that we choose ourselves; GitHub's windows are one hour.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>More doublings than the longest wait needs.</summary>
    private const int MaximumDoublings = 10;

    /// <summary>No request before: GitHub refused one.</summary>
    public DateTimeOffset? BlockedUntil { get; init; }

    /// <summary>Refusals in a row, each after its wait was over.</summary>
    public int Refusals { get; init; }

    /// <summary>Requests per hour, from an answer's headers; null when GitHub counts none (the default on Enterprise Server).</summary>
    public int? Limit { get; init; }

    /// <summary>How many of them are left.</summary>
    public int? Remaining { get; init; }

    /// <summary>When they are counted anew.</summary>
    public DateTimeOffset? ResetAt { get; init; }

    /// <summary>The pace per minute: see <see cref="WritePace"/>.</summary>
    public DateTimeOffset MinuteUsed { get; init; }

    /// <summary>The pace per hour.</summary>
    public DateTimeOffset HourUsed { get; init; }

    /// <summary>The end of the line of users' writes that were put off.</summary>
    public DateTimeOffset UrgentLine { get; init; }

    /// <summary>The end of the line of all other writes that were put off.</summary>
    public DateTimeOffset Line { get; init; }

    /// <summary>GitHub refused a request.</summary>
    /// <param name="now">Our time.</param>
    /// <param name="retryAt">When GitHub said to come back; null when it did not: then a minute, and twice as long each time.</param>
    public InstallationLimits Refuse(DateTimeOffset now, DateTimeOffset? retryAt)
    {
        if (BlockedUntil > now)
        {
            // Of requests that were under way together each is refused; that is one refusal.
            return retryAt > BlockedUntil ? this with { BlockedUntil = retryAt } : this;
        }

        var wait = RemoteFailures.DefaultWait * Math.Pow(2, Math.Min(Refusals, MaximumDoublings));
        return this with { BlockedUntil = retryAt ?? now + (wait < LongestWait ? wait : LongestWait), Refusals = Refusals + 1 };
    }

    /// <summary>GitHub granted a request.</summary>
    public InstallationLimits Grant(RateHeaders? seen) => this with
    {
        Refusals = 0,
        Limit = seen?.Limit ?? Limit,
        Remaining = seen?.Remaining ?? Remaining,
        ResetAt = seen?.ResetAt ?? ResetAt,
    };

    /// <summary>Until when a request has to wait, and why; null when it may be sent.</summary>
    /// <param name="now">Our time.</param>
    /// <param name="reserve">The share of an hour's requests that is kept for users' edits.</param>
    /// <param name="isUrgent">Whether it is for a user's edit.</param>
    public (DateTimeOffset Until, string Reason)? MustWait(DateTimeOffset now, double reserve, bool isUrgent)
    {
        if (BlockedUntil > now)
        {
            return (BlockedUntil.Value, "GitHub limits this installation");
        }

        if (ResetAt > now && Remaining is { } left)
        {
            if (left == 0)
            {
                return (ResetAt.Value, "this hour's requests to GitHub are used up");
            }

            if (!isUrgent && left < reserve * Limit)
            {
                return (ResetAt.Value, "the rest of this hour's requests to GitHub is kept for users' edits");
            }
        }

        return null;
    }

    /// <summary>What is left of the hour's requests; null when it is not known, or that hour is over.</summary>
    public RemoteHeadroom? HeadroomAt(DateTimeOffset now) => Limit is { } limit and >= 0 && Remaining is { } left && ResetAt is { } reset && reset > now
        ? new RemoteHeadroom(limit, Math.Clamp(left, 0, limit), reset)
        : null;

    /// <summary>Takes a write out of the pace, or a place in the line.</summary>
    /// <param name="now">Our time.</param>
    /// <param name="minute">The pace per minute, or null for none.</param>
    /// <param name="hour">The pace per hour, or null for none.</param>
    /// <param name="isUrgent">Users' writes wait in a line of their own.</param>
    /// <returns>What is left, and until when the write has to wait; null when it may be sent.</returns>
    public (InstallationLimits Limits, DateTimeOffset? Until) TakeWrite(DateTimeOffset now, WritePace? minute, WritePace? hour, bool isUrgent)
    {
        var (byMinute, byHour) = (minute?.NextAt(MinuteUsed) ?? now, hour?.NextAt(HourUsed) ?? now);
        if (byMinute <= now && byHour <= now)
        {
            return (this with { MinuteUsed = minute?.Take(MinuteUsed, now) ?? MinuteUsed, HourUsed = hour?.Take(HourUsed, now) ?? HourUsed }, null);
        }

        // One after the other: if all came back at once, all but one would be put off again.
        var (next, interval) = byMinute > byHour ? (byMinute, minute!.Value.Interval) : (byHour, hour!.Value.Interval);
        var line = isUrgent ? UrgentLine : Line;
        var until = line + interval > next ? line + interval : next;
        return (isUrgent ? this with { UrgentLine = until } : this with { Line = until }, until);
    }

    /// <summary>The document; one that cannot be read counts as none: what it knew is learned again from GitHub.</summary>
    public static InstallationLimits Read(byte[]? document)
    {
        try
        {
            return document is null ? new InstallationLimits() : JsonSerializer.Deserialize(document, LimitsJson.Default.InstallationLimits) ?? new InstallationLimits();
        }
        catch (JsonException)
        {
            return new InstallationLimits();
        }
    }

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, LimitsJson.Default.InstallationLimits);
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(InstallationLimits))]
internal sealed partial class LimitsJson : JsonSerializerContext;
