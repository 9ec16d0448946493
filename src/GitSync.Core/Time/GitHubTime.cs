using System.Diagnostics;
using System.Globalization;

namespace GitSync;

/// <summary>A moment as GitHub writes it: whole seconds, UTC. Two events of one second cannot be ordered by it.</summary>
/// <remarks>
/// Every <c>updated_at</c> of GitHub's REST API and webhooks has a granularity of one second; label, assignee and milestone
/// events of one new issue routinely share it. This type is the only place that knows.
/// </remarks>
/// <param name="UnixSeconds">Seconds since 1970-01-01T00:00:00Z.</param>
[DebuggerDisplay("{ToString(),nq}")]
public readonly record struct GitHubTime(long UnixSeconds) : IComparable<GitHubTime>
{
    /// <summary>Cuts a time to the second it lies in.</summary>
    public static GitHubTime From(DateTimeOffset time) => new(time.ToUnixTimeSeconds());

    /// <summary>The start of this second, UTC.</summary>
    public DateTimeOffset ToDateTimeOffset() => DateTimeOffset.FromUnixTimeSeconds(UnixSeconds);

    /// <inheritdoc />
    public int CompareTo(GitHubTime other) => UnixSeconds.CompareTo(other.UnixSeconds);

    /// <summary>Whether the left one is in an earlier second.</summary>
    public static bool operator <(GitHubTime left, GitHubTime right) => left.UnixSeconds < right.UnixSeconds;

    /// <summary>Whether the left one is in a later second.</summary>
    public static bool operator >(GitHubTime left, GitHubTime right) => left.UnixSeconds > right.UnixSeconds;

    /// <summary>Whether the left one is in the same or an earlier second.</summary>
    public static bool operator <=(GitHubTime left, GitHubTime right) => left.UnixSeconds <= right.UnixSeconds;

    /// <summary>Whether the left one is in the same or a later second.</summary>
    public static bool operator >=(GitHubTime left, GitHubTime right) => left.UnixSeconds >= right.UnixSeconds;

    /// <summary>ISO 8601 as GitHub writes it, for example <c>2019-05-15T15:20:18Z</c>.</summary>
    public override string ToString() => ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
