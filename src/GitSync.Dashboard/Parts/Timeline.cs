namespace GitSync.Dashboard.Parts;

/// <summary>An operation in the picture of its lane. Lengths are in the picture's own units.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Y">Its row's middle.</param>
/// <param name="From">Where it was accepted.</param>
/// <param name="Start">Where its last attempt began, or null.</param>
/// <param name="To">Where it ended; today where it has not.</param>
/// <param name="GitHub">GitHub's time of what it brings, or null.</param>
/// <param name="Record">The record's time of what it brings, or null.</param>
internal sealed record TimelineRow(SyncOperation Operation, double Y, double From, double? Start, double To, double? GitHub, double? Record);

/// <summary>An operation ended because of another one.</summary>
/// <param name="FromX">Where it ended.</param>
/// <param name="FromY">Its row.</param>
/// <param name="ToX">Where the other one stands.</param>
/// <param name="ToY">The other one's row.</param>
/// <param name="Word">"canceled by", "duplicate of" or "dropped for".</param>
internal sealed record TimelineArrow(double FromX, double FromY, double ToX, double ToY, string Word);

/// <summary>A time at the axis.</summary>
internal sealed record TimelineLabel(double X, DateTimeOffset At);

/// <summary>
/// A lane as a picture: a row for each operation, oldest above. Time goes to the right, and long pauses are pressed together: what is interesting takes
/// seconds, and what lies between takes days. Pure.
/// </summary>
internal sealed record Timeline(double Height, IReadOnlyList<TimelineRow> Rows, IReadOnlyList<TimelineArrow> Arrows, IReadOnlyList<TimelineLabel> Labels)
{
    public const double Width = 1000;
    public const double RowHeight = 26;
    public const double Top = 30;

    private const double Margin = 18;

    /// <summary>Where there is room for a label.</summary>
    private const double LabelWidth = 150;

    /// <summary>What any pause takes at least, as a share of one of a second.</summary>
    private const double LeastGap = 0.35;

    /// <param name="newestFirst">The operations.</param>
    /// <param name="clock">The host's time; the operations' are the store's and GitHub's, and may be ahead of it.</param>
    public static Timeline Of(IReadOnlyList<SyncOperation> newestFirst, DateTimeOffset clock)
    {
        var operations = newestFirst.Reverse().ToArray();
        var now = operations.SelectMany(each => new[] { each.CreatedAt, each.StartedAt ?? each.CreatedAt }).Append(clock).Max();
        var places = Places(operations, now);
        double At(DateTimeOffset time) => places[time];
        double? AtOrNull(DateTimeOffset? time) => time is { } known ? places[known] : null;
        TimelineRow[] rows =
        [
            .. operations.Select((operation, index) => new TimelineRow(
                operation,
                Top + (index * RowHeight) + (RowHeight / 2),
                At(operation.CreatedAt),
                operation.State is OperationState.Queued or OperationState.Canceled ? null : AtOrNull(operation.StartedAt),
                At(operation.EndedAt ?? now),
                AtOrNull(operation.GitHubUpdatedAt?.ToDateTimeOffset()),
                AtOrNull(operation.RecordModifiedAt))),
        ];
        return new Timeline(Top + (operations.Length * RowHeight) + Margin, rows, [.. ArrowsOf(rows)], [.. LabelsOf(places)]);
    }

    private static SortedDictionary<DateTimeOffset, double> Places(SyncOperation[] operations, DateTimeOffset now)
    {
        var times = operations
            .SelectMany(each => new[] { each.CreatedAt, each.StartedAt, each.EndedAt ?? now, each.GitHubUpdatedAt?.ToDateTimeOffset(), each.RecordModifiedAt })
            .OfType<DateTimeOffset>().Distinct().Order().ToArray();
        var gaps = times.Zip(times.Skip(1), (earlier, later) => LeastGap + Math.Log(1 + (later - earlier).TotalSeconds)).ToArray();
        var scale = gaps.Length == 0 ? 0 : (Width - (2 * Margin)) / gaps.Sum();
        var places = new SortedDictionary<DateTimeOffset, double>();
        var x = Margin;
        for (var i = 0; i < times.Length; i++)
        {
            places[times[i]] = x;
            x += i < gaps.Length ? gaps[i] * scale : 0;
        }

        return places;
    }

    private static IEnumerable<TimelineArrow> ArrowsOf(TimelineRow[] rows)
    {
        var byId = rows.ToDictionary(row => row.Operation.Id);
        foreach (var row in rows)
        {
            var (word, other) = row.Operation switch
            {
                { CanceledBy: { } by } => ("canceled by", by),
                { DuplicateOf: { } of } => ("duplicate of", of),
                { DroppedFor: { } because } => ("dropped for", because),
                _ => ("", default(Guid)),
            };
            if (byId.TryGetValue(other, out var target) && target != row)
            {
                yield return new TimelineArrow(row.To, row.Y, Math.Max(target.From, Math.Min(row.To, target.To)), target.Y, word);
            }
        }
    }

    private static IEnumerable<TimelineLabel> LabelsOf(SortedDictionary<DateTimeOffset, double> places)
    {
        var free = 0.0;
        foreach (var (at, x) in places)
        {
            if (x >= free && x <= Width - LabelWidth)
            {
                free = x + LabelWidth;
                yield return new TimelineLabel(x, at);
            }
        }
    }
}
