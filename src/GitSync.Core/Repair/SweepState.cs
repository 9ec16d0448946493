using System.Text.Json;
using System.Text.Json.Serialization;

namespace GitSync;

/// <summary>
/// How far the look through a repository has come. Immutable; its moves are pure. Every page moves it on, so that a host that dies loses one page
/// at most, and any other host goes on from there.
/// </summary>
internal sealed record SweepState
{
    public SweepStage Stage { get; init; }

    /// <summary>The page to read next.</summary>
    public int Page { get; init; } = 1;

    /// <summary>Whether page 1 of a backfill was read once and the pages from the last one down to the second are being read.</summary>
    public bool IsCountingDown { get; init; }

    /// <summary>The ETag of page 1 of a backfill, or of an empty look, to read it again for nothing.</summary>
    public string? ETag { get; init; }

    /// <summary>Where the look for changes is, by GitHub's clock; null between two looks.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Issues up to here are known, by GitHub's clock.</summary>
    public DateTimeOffset? IssuesSeen { get; init; }

    /// <summary>Comments up to here are known.</summary>
    public DateTimeOffset? CommentsSeen { get; init; }

    /// <summary>The ETag of the last look for issues that found nothing after <see cref="IssuesSeen"/>.</summary>
    public string? IssuesETag { get; init; }

    /// <summary>The same for comments.</summary>
    public string? CommentsETag { get; init; }

    /// <summary>Whose turn it is, and when.</summary>
    public Turn Turn { get; init; } = new();

    /// <summary>Objects that were listed.</summary>
    public long Listed { get; init; }

    /// <summary>Operations that followed.</summary>
    public long Enqueued { get; init; }

    /// <summary>Pages that were read.</summary>
    public long Pages { get; init; }

    /// <summary>When the backfill began and ended, by our clock.</summary>
    public DateTimeOffset? BackfillStartedAt { get; init; }

    public DateTimeOffset? BackfillEndedAt { get; init; }

    /// <summary>Failures in a row.</summary>
    public int Failures { get; init; }

    /// <summary>What the last one said, or null.</summary>
    public string? Error { get; init; }

    [JsonIgnore]
    public bool IsBackfill => Stage is SweepStage.BackfillIssues or SweepStage.BackfillComments;

    [JsonIgnore]
    public bool IsOfIssues => Stage is SweepStage.BackfillIssues or SweepStage.ChangedIssues;

    /// <summary>The page to ask for.</summary>
    /// <param name="overlap">How much before the newest known state a look for changes begins.</param>
    public RemoteListing Listing(TimeSpan overlap) => IsBackfill
        ? new RemoteListing { Page = Page, IfNoneMatch = Page == 1 && IsCountingDown ? ETag : null }
        : new RemoteListing
        {
            ChangedSince = From ?? Seen - overlap,
            Page = Page,
            IfNoneMatch = From is null ? (IsOfIssues ? IssuesETag : CommentsETag) : null,
        };

    private DateTimeOffset Seen => (IsOfIssues ? IssuesSeen : CommentsSeen) ?? DateTimeOffset.UnixEpoch;

    /// <summary>A page was read and what is on it is enqueued.</summary>
    /// <param name="read">The page.</param>
    /// <param name="enqueued">Operations that followed.</param>
    /// <param name="gitHubNow">GitHub's time of the answer.</param>
    /// <param name="now">Our time.</param>
    /// <param name="pause">How long until the next look for changes.</param>
    public SweepState Read(SweptPage read, int enqueued, DateTimeOffset gitHubNow, DateTimeOffset now, TimeSpan pause)
    {
        var after = this with
        {
            Listed = Listed + read.Count,
            Enqueued = Enqueued + enqueued,
            Pages = Pages + 1,
            Failures = 0,
            Error = null,
        };
        return IsBackfill ? after.BackfillRead(read, gitHubNow, now) : after.ChangesRead(read, now, pause);
    }

    /// <summary>Something went wrong; the same page is asked for again later.</summary>
    public SweepState Fail(string error, DateTimeOffset nextAt) => this with { Failures = Failures + 1, Error = error, Turn = Turn.Release(nextAt) };

    /// <summary>
    /// First page 1, which says how many there are; then from the last page down to the second; then page 1 again, for nothing when it is as it
    /// was. An object that is deleted meanwhile moves those behind it one place forward: going down, one that crosses a page's edge is read twice, and
    /// never missed. Objects that are made meanwhile come after the last page, and are found by the first look for changes.
    /// </summary>
    private SweepState BackfillRead(SweptPage read, DateTimeOffset gitHubNow, DateTimeOffset now)
    {
        if (!IsCountingDown)
        {
            var begun = this with { BackfillStartedAt = BackfillStartedAt ?? now, ETag = read.ETag };

            // Changes from here on are looked for afterwards.
            begun = IsOfIssues ? begun with { IssuesSeen = IssuesSeen ?? gitHubNow } : begun with { CommentsSeen = CommentsSeen ?? gitHubNow };
            return read.LastPage is { } last and > 1 ? begun with { IsCountingDown = true, Page = last } : begun.BackfillStageEnded(now);
        }

        return Page > 1 ? this with { Page = Page - 1 } : BackfillStageEnded(now);
    }

    private SweepState BackfillStageEnded(DateTimeOffset now) => (this with { Page = 1, IsCountingDown = false, ETag = null }) switch
    {
        { Stage: SweepStage.BackfillIssues } next => next with { Stage = SweepStage.BackfillComments },
        var next => next with { Stage = SweepStage.ChangedIssues, BackfillEndedAt = now },
    };

    /// <summary>
    /// A change moves an object to the end of a listing by change and the others one place forward, across pages' edges: so the next page is
    /// asked for as the first one from the last time that was seen. Only while a second fills a page, the second page is asked for.
    /// </summary>
    private SweepState ChangesRead(SweptPage read, DateTimeOffset now, TimeSpan pause)
    {
        var seen = read.Newest > Seen ? read.Newest.Value : Seen;
        if (read.HasMore && read.Newest is { } newest)
        {
            return newest > From ? this with { From = newest, Page = 1 } : this with { From = From ?? newest, Page = From is null ? 1 : Page + 1 };
        }

        // Only a look from the overlap on says that there is nothing new; its ETag holds as long as that begins at the same time.
        var etag = From is null && seen == Seen ? read.ETag : null;
        var ended = this with { From = null, Page = 1 };
        return Stage == SweepStage.ChangedIssues
            ? ended with { Stage = SweepStage.ChangedComments, IssuesSeen = seen, IssuesETag = etag }
            : ended with { Stage = SweepStage.ChangedIssues, CommentsSeen = seen, CommentsETag = etag, Turn = Turn.Release(now + pause) };
    }

    /// <summary>The document.</summary>
    /// <exception cref="JsonException">It cannot be read.</exception>
    public static SweepState? Parse(byte[]? document) => document is null ? null : JsonSerializer.Deserialize(document, SweepJson.Default.SweepState);

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, SweepJson.Default.SweepState);
}

/// <summary>What a page says about how to go on.</summary>
/// <param name="Count">Objects on it.</param>
/// <param name="HasMore">Whether there is a next one.</param>
/// <param name="LastPage">The last page, or null when this is it.</param>
/// <param name="Newest">The newest <c>updated_at</c> on it, or null when it is empty.</param>
/// <param name="ETag">Its ETag, or null.</param>
internal readonly record struct SweptPage(int Count, bool HasMore, int? LastPage, DateTimeOffset? Newest, string? ETag);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, UseStringEnumConverter = true)]
[JsonSerializable(typeof(SweepState))]
internal sealed partial class SweepJson : JsonSerializerContext;
