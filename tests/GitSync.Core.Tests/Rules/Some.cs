namespace GitSync.Core.Tests;

/// <summary>Values for tests: short names for times, ids and lanes.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly ContentHash ContentA = new(0xA);

    public static readonly ContentHash ContentB = new(0xB);

    public static Guid Id(int number) => new(number, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 0);

    public static GitHubTime At(int second) => GitHubTime.From(Noon.AddSeconds(second));

    public static LaneState Lane(ResourceKind kind = ResourceKind.Task) => new()
    {
        Id = 1,
        Kind = kind,
        RepositoryId = 7,
        Local = LaneName.OfTask("t1"),
        Remote = LaneName.OfIssue(7, 1),
    };

    public static PendingOperation Pending(
        int id,
        SyncDirection direction,
        int? second = null,
        ContentHash? hash = null,
        RemoteKind kind = RemoteKind.Issue,
        SyncAction action = SyncAction.Edited) =>
        new(Id(id), direction, action, kind, second is { } at ? At(at) : null, hash, Noon);

    public static Watermark Watermark(int id, int second, ContentHash hash) => new(At(second), Id(id), hash);

    public static RemoteIssue Issue(int second = 5, string title = "Title", string body = "Body") => new()
    {
        RepositoryId = 7,
        Number = 1,
        IssueId = 1001,
        Title = title,
        Body = body,
        UpdatedAt = At(second),
        Url = "https://github.test/o/r/issues/1",
    };

    public static TaskSyncOperation Inbound(int id, int second = 5, string title = "Title", SyncAction action = SyncAction.Edited)
    {
        var issue = Issue(second, title);
        return new TaskSyncOperation
        {
            Id = Id(id),
            Direction = SyncDirection.Inbound,
            Action = action,
            RepositoryId = 7,
            IssueNumber = 1,
            GitHubUpdatedAt = issue.UpdatedAt,
            ContentHash = ContentHash.Of(issue),
            Issue = issue,
        };
    }

    public static TaskSyncOperation Outbound(int id, SyncAction action = SyncAction.Edited, DateTimeOffset? modifiedAt = null) => new()
    {
        Id = Id(id),
        Direction = SyncDirection.Outbound,
        Action = action,
        RepositoryId = 7,
        TaskId = "t1",
        RecordModifiedAt = modifiedAt ?? Noon,
    };
}
