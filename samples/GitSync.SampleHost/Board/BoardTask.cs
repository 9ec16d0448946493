using System.Text.Json;

namespace GitSync.SampleHost.Board;

/// <summary>A task of the board.</summary>
internal sealed record BoardTask(
    string Id, string Project, TaskContent Content, RemoteFacts Facts, DateTimeOffset ModifiedAt, int CommentCount = 0)
{
    /// <summary>GitSync's; users' edits leave it alone.</summary>
    public string? SyncStamp { get; init; }
}

/// <summary>A comment of the board.</summary>
internal sealed record BoardComment(string Id, string TaskId, string Body, string? Author, DateTimeOffset ModifiedAt)
{
    /// <summary>GitSync's; users' edits leave it alone.</summary>
    public string? SyncStamp { get; init; }
}

/// <summary>A row of <c>tasks</c>: primitives only, as Dapper reads them.</summary>
internal sealed class TaskRow
{
    public const string Columns =
        "id, project, title, body, is_open AS IsOpen, state_reason AS StateReason, labels, assignees, milestone, author, is_pull_request AS IsPullRequest, "
        + "is_draft AS IsDraft, is_merged AS IsMerged, is_locked AS IsLocked, modified_ticks AS ModifiedTicks, sync_stamp AS SyncStamp, "
        + "(SELECT COUNT(*) FROM comments WHERE comments.task_id = tasks.id) AS CommentCount";

    public string Id { get; init; } = "";

    public string Project { get; init; } = "";

    public string Title { get; init; } = "";

    public string Body { get; init; } = "";

    public bool IsOpen { get; init; }

    public string? StateReason { get; init; }

    public string Labels { get; init; } = "[]";

    public string Assignees { get; init; } = "[]";

    public string? Milestone { get; init; }

    public string? Author { get; init; }

    public bool IsPullRequest { get; init; }

    public bool IsDraft { get; init; }

    public bool IsMerged { get; init; }

    public bool IsLocked { get; init; }

    public long ModifiedTicks { get; init; }

    public string? SyncStamp { get; init; }

    public int CommentCount { get; init; }

    public static TaskRow Of(BoardTask task) => new()
    {
        Id = task.Id,
        Project = task.Project,
        Title = task.Content.Title,
        Body = task.Content.Body,
        IsOpen = task.Content.IsOpen,
        StateReason = task.Content.StateReason,
        Labels = JsonSerializer.Serialize(task.Content.Labels),
        Assignees = JsonSerializer.Serialize(task.Content.Assignees),
        Milestone = task.Content.Milestone,
        Author = task.Facts.Author,
        IsPullRequest = task.Facts.IsPullRequest,
        IsDraft = task.Facts.IsDraft,
        IsMerged = task.Facts.IsMerged,
        IsLocked = task.Facts.IsLocked,
        ModifiedTicks = task.ModifiedAt.UtcTicks,
        SyncStamp = task.SyncStamp,
    };

    public BoardTask ToTask() => new(
        Id,
        Project,
        new TaskContent
        {
            Title = Title,
            Body = Body,
            IsOpen = IsOpen,
            StateReason = StateReason,
            Labels = JsonSerializer.Deserialize<NameSet>(Labels) ?? NameSet.Empty,
            Assignees = JsonSerializer.Deserialize<NameSet>(Assignees) ?? NameSet.Empty,
            Milestone = Milestone,
        },
        new RemoteFacts(IsPullRequest, IsDraft, IsMerged, IsLocked, Author),
        new DateTimeOffset(ModifiedTicks, TimeSpan.Zero),
        CommentCount)
    {
        SyncStamp = SyncStamp,
    };
}

/// <summary>A row of <c>comments</c>.</summary>
internal sealed class CommentRow
{
    public const string Columns = "id, task_id AS TaskId, body, author, modified_ticks AS ModifiedTicks, sync_stamp AS SyncStamp";

    public string Id { get; init; } = "";

    public string TaskId { get; init; } = "";

    public string Body { get; init; } = "";

    public string? Author { get; init; }

    public long ModifiedTicks { get; init; }

    public string? SyncStamp { get; init; }

    public static CommentRow Of(BoardComment comment) => new()
    {
        Id = comment.Id,
        TaskId = comment.TaskId,
        Body = comment.Body,
        Author = comment.Author,
        ModifiedTicks = comment.ModifiedAt.UtcTicks,
        SyncStamp = comment.SyncStamp,
    };

    public BoardComment ToComment() => new(Id, TaskId, Body, Author, new DateTimeOffset(ModifiedTicks, TimeSpan.Zero)) { SyncStamp = SyncStamp };
}
