namespace GitSync.Benchmarks;

/// <summary>Operations of ordinary size. Thread-safe.</summary>
internal sealed class Workload
{
    public const long RepositoryId = 42;

    private readonly OperationIds _ids = new(TimeProvider.System, RandomSource.System);
    private long _nextTask;
    private long _nextComment;
    private long _nextSecond;

    /// <summary>A second of GitHub's clock that no operation had yet.</summary>
    public long NextSecond() => Interlocked.Increment(ref _nextSecond);

    /// <summary>An edit of a task that has no lane yet.</summary>
    public EnqueueItem NewTask() => Outbound("task-" + Interlocked.Increment(ref _nextTask));

    /// <summary>Edits of so many new tasks.</summary>
    public EnqueueBatch NewTasks(int count) => new() { Items = [.. Enumerable.Range(0, count).Select(_ => NewTask())] };

    /// <summary>Two operations of one lane, one per direction, for so many lanes: the older one runs first, then the other.</summary>
    public IEnumerable<EnqueueBatch> Round(int lanes)
    {
        var second = NextSecond();
        return Enumerable.Range(0, lanes).Chunk(1_000).Select(chunk => new EnqueueBatch
        {
            Items = [.. chunk.SelectMany(lane => new[] { Inbound(lane, second), Outbound("keyed-" + lane) })],
        });
    }

    /// <summary>A comment made here, whose task is not on GitHub yet: it waits for it.</summary>
    public EnqueueItem WaitingComment(string task)
    {
        var comment = "comment-" + Interlocked.Increment(ref _nextComment);
        return new EnqueueItem
        {
            RequireConnection = false,
            Operation = new CommentSyncOperation
            {
                Id = _ids.Next(),
                Direction = SyncDirection.Outbound,
                Action = SyncAction.Created,
                RepositoryId = RepositoryId,
                CommentId = comment,
                RecordModifiedAt = TimeProvider.System.GetUtcNow(),
                Actor = "somebody",
            },
            Address = new LaneAddress
            {
                Kind = ResourceKind.Comment,
                Local = LaneName.OfComment(comment),
                Parent = new LaneAddress { Kind = ResourceKind.Task, Local = LaneName.OfTask(task) },
            },
        };
    }

    public EnqueueItem Outbound(string task) => new()
    {
        RequireConnection = false,
        Operation = new TaskSyncOperation
        {
            Id = _ids.Next(),
            Direction = SyncDirection.Outbound,
            Action = SyncAction.Edited,
            RepositoryId = RepositoryId,
            TaskId = task,
            RecordModifiedAt = TimeProvider.System.GetUtcNow(),
            Actor = "somebody",
        },
        Address = new LaneAddress { Kind = ResourceKind.Task, Local = LaneName.OfTask(task) },
    };

    public EnqueueItem Inbound(int lane, long second)
    {
        var issue = new RemoteIssue
        {
            RepositoryId = RepositoryId,
            Number = lane + 1,
            UpdatedAt = new GitHubTime(1_700_000_000 + second),
            Title = "An issue of ordinary length, number " + lane,
            Body = "Some sentences of markdown, as people write them.",
        };
        return new EnqueueItem
        {
            RequireConnection = false,
            Operation = new TaskSyncOperation
            {
                Id = _ids.Next(),
                Direction = SyncDirection.Inbound,
                Action = SyncAction.Edited,
                RepositoryId = RepositoryId,
                GitHubUpdatedAt = issue.UpdatedAt,
                ContentHash = ContentHash.Of(issue),
                Issue = issue,
                IssueNumber = issue.Number,
            },
            Address = new LaneAddress
            {
                Kind = ResourceKind.Task,
                Local = LaneName.OfTask("keyed-" + lane),
                Remote = LaneName.OfIssue(RepositoryId, issue.Number),
            },
        };
    }
}
