using Xunit;

namespace GitSync.Testing;

/// <summary>Makes operations and moves them, so that a test says only what it is about.</summary>
public sealed class StoreScenario(ISyncStore store, ManualClock clock)
{
    /// <summary>The repository of all operations made here.</summary>
    public const long RepositoryId = 42;

    /// <summary>The worker that <see cref="ClaimAsync"/> claims for unless told otherwise.</summary>
    public const string Worker = "worker-1";

    /// <summary>The lease asked for.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private readonly OperationIds _ids = new(clock, new SeededRandom(7));

    /// <summary>A new operation id.</summary>
    public Guid NextId() => _ids.Next();

    /// <summary>GitHub's time, so many seconds after <see cref="ManualClock.Start"/>.</summary>
    public static GitHubTime At(int seconds) => GitHubTime.From(ManualClock.Start.AddSeconds(seconds));

    /// <summary>A connection of the repository.</summary>
    public static Connection Connection(long? installation = 5, bool enabled = true) => new()
    {
        Project = "project",
        RepositoryId = RepositoryId,
        InstallationId = installation,
        Owner = "octo",
        Name = "board",
        Obstacles = enabled ? ConnectionObstacles.None : ConnectionObstacles.SwitchedOff,
    };

    /// <summary>GitHub reports a state of an issue. Null seconds: a refresh.</summary>
    public EnqueueItem Inbound(int number, int? seconds, string title = "title", SyncAction action = SyncAction.Edited, string? task = null)
    {
        var issue = new RemoteIssue { RepositoryId = RepositoryId, UpdatedAt = At(seconds ?? 0), Number = number, Title = title };
        return Item(
            new TaskSyncOperation
            {
                Id = NextId(),
                Direction = SyncDirection.Inbound,
                Action = action,
                RepositoryId = RepositoryId,
                GitHubUpdatedAt = seconds is null ? null : At(seconds.Value),
                ContentHash = seconds is null ? null : ContentHash.Of(issue),
                Issue = seconds is null ? null : issue,
                IssueNumber = number,
                TaskId = task,
            },
            IssueAddress(number) with { Local = task is null ? null : LaneName.OfTask(task) });
    }

    /// <summary>GitHub reports a state of a pull request in its own form.</summary>
    public EnqueueItem InboundPullRequest(int number, int seconds, string title)
    {
        var pull = new RemoteIssue { RepositoryId = RepositoryId, UpdatedAt = At(seconds), Number = number, Title = title, PullRequestId = 800 + number };
        return Item(
            new TaskSyncOperation
            {
                Id = NextId(),
                Direction = SyncDirection.Inbound,
                Action = SyncAction.Edited,
                RemoteKind = RemoteKind.PullRequest,
                RepositoryId = RepositoryId,
                GitHubUpdatedAt = At(seconds),
                ContentHash = ContentHash.Of(pull),
                Issue = pull,
                IssueNumber = number,
            },
            IssueAddress(number));
    }

    /// <summary>The application reports a change of a task.</summary>
    public EnqueueItem Outbound(string task, SyncAction action = SyncAction.Edited, SyncPriority priority = SyncPriority.UserEdit) => Item(
        new TaskSyncOperation
        {
            Id = NextId(),
            Direction = SyncDirection.Outbound,
            Action = action,
            RepositoryId = RepositoryId,
            TaskId = task,
            Priority = priority,
            RecordModifiedAt = clock.GetUtcNow(),
        },
        new LaneAddress { Kind = ResourceKind.Task, Local = LaneName.OfTask(task) });

    /// <summary>GitHub reports a comment on an issue.</summary>
    public EnqueueItem InboundComment(long comment, int issue, int seconds) => Item(
        new CommentSyncOperation
        {
            Id = NextId(),
            Direction = SyncDirection.Inbound,
            Action = SyncAction.Created,
            RemoteKind = RemoteKind.Comment,
            RepositoryId = RepositoryId,
            GitHubUpdatedAt = At(seconds),
            GitHubCommentExternalId = comment,
        },
        new LaneAddress { Kind = ResourceKind.Comment, Remote = LaneName.OfGitHubComment(comment), Parent = IssueAddress(issue) });

    /// <summary>The application reports a comment of a task.</summary>
    public EnqueueItem OutboundComment(string comment, string task) => Item(
        new CommentSyncOperation
        {
            Id = NextId(),
            Direction = SyncDirection.Outbound,
            Action = SyncAction.Created,
            RemoteKind = RemoteKind.Comment,
            RepositoryId = RepositoryId,
            CommentId = comment,
        },
        new LaneAddress
        {
            Kind = ResourceKind.Comment,
            Local = LaneName.OfComment(comment),
            Parent = new LaneAddress { Kind = ResourceKind.Task, Local = LaneName.OfTask(task) },
        });

    /// <summary>The address of an issue known by its number.</summary>
    public static LaneAddress IssueAddress(int number) =>
        new() { Kind = ResourceKind.Task, Remote = LaneName.OfIssue(RepositoryId, number) };

    /// <summary>A link between a task and an issue.</summary>
    public static LaneLink Link(string? task, int? number, string? marker = null) => new()
    {
        LocalId = task,
        Remote = number is { } known ? new RemoteIdentity(RepositoryId, known, 900 + known, null, null, false, null, null) : null,
        Marker = marker,
    };

    /// <summary>Enqueues in one batch.</summary>
    public async Task<IReadOnlyList<EnqueueOutcome>> EnqueueAsync(params EnqueueItem[] items) =>
        (await store.EnqueueAsync(new EnqueueBatch { Items = items })).Outcomes;

    /// <summary>Enqueues one operation.</summary>
    public async Task<EnqueueOutcome> EnqueueOneAsync(EnqueueItem item) => Assert.Single(await EnqueueAsync(item));

    /// <summary>Claims what is runnable.</summary>
    public async Task<IReadOnlyList<ClaimedOperation>> ClaimAsync(int most = 10, string worker = Worker) =>
        (await store.WorkAsync([], new ClaimRequest(worker, most, Lease))).Claimed;

    /// <summary>Claims exactly one lane.</summary>
    public async Task<ClaimedOperation> ClaimOneAsync(string worker = Worker) => Assert.Single(await ClaimAsync(worker: worker));

    /// <summary>Ends a claim and claims nothing.</summary>
    public async Task<CommitOutcome> EndAsync(Completion completion) =>
        Assert.Single((await store.WorkAsync([completion], new ClaimRequest(completion.Lease.WorkerId, 0, Lease))).Outcomes);

    /// <summary>Ends a claim as completed.</summary>
    public Task<CommitOutcome> CompleteAsync(ClaimedOperation claim, LaneLink? link = null) => EndAsync(Completed(claim, link));

    /// <summary>A completion.</summary>
    public static Completion Completed(ClaimedOperation claim, LaneLink? link = null) => new()
    {
        Lease = claim.Lease,
        State = OperationState.Completed,
        Rule = SyncRule.Merged,
        Explanation = "Merged.",
        Link = link,
    };

    /// <summary>A final failure.</summary>
    public static Completion Failed(ClaimedOperation claim) => Completed(claim) with
    {
        State = OperationState.Errored,
        Rule = SyncRule.Failed,
        Explanation = "Failed.",
        Error = new OperationError("validation", "GitHub refused the title.", 422),
    };

    /// <summary>A retry.</summary>
    public static Completion Retried(ClaimedOperation claim, DateTimeOffset? dueAt = null, bool spends = true) => Completed(claim) with
    {
        State = OperationState.Queued,
        Rule = SyncRule.Retry,
        Explanation = "Tried again.",
        Error = new OperationError("server_error", "GitHub answered 502.", 502),
        DueAt = dueAt,
        SpendsAttempt = spends,
    };

    /// <summary>Enters operations until there is one of every state, and a second one in the queue.</summary>
    /// <returns>All of them, in order.</returns>
    public async Task<IReadOnlyList<Guid>> EnterEveryStateAsync()
    {
        var ids = new List<Guid>();
        async Task Enter(EnqueueItem item) => ids.Add((await EnqueueOneAsync(item)).OperationId);

        await Enter(Inbound(1, 5));
        await CompleteAsync(await ClaimOneAsync());
        await Enter(Inbound(1, 5));
        await Enter(Inbound(1, 0));
        await Enter(Outbound("failed"));
        await EndAsync(Failed(await ClaimOneAsync()));
        await Enter(Outbound("running"));
        await ClaimOneAsync();
        await Enter(Outbound("queued"));
        clock.Advance(TimeSpan.FromSeconds(1));
        await Enter(Outbound("queued"));
        await Enter(Outbound("later"));
        await Enter(Outbound("off") with { Admission = Admission.Refused(SyncRule.OutboundClosed, "closed.") });
        return ids;
    }

    /// <summary>A webhook about an issue of the repository.</summary>
    public WebhookDelivery Delivery() => new()
    {
        Id = NextId(),
        Event = "issues",
        Action = "edited",
        InstallationId = 5,
        RepositoryId = RepositoryId,
        Body = "{}"u8.ToArray(),
        ReceivedAt = clock.GetUtcNow(),
        Outcome = "Nothing.",
    };

    /// <summary>The stored operation; fails when there is none.</summary>
    public async Task<SyncOperation> FindAsync(Guid id) =>
        await store.FindOperationAsync(id) ?? throw new Xunit.Sdk.XunitException($"Operation {id} is lost.");

    /// <summary>The lane of a task, or null.</summary>
    public async Task<LaneView?> LaneOfTaskAsync(string task) =>
        (await store.FindLanesAsync([LaneName.OfTask(task)])).GetValueOrDefault(LaneName.OfTask(task));

    private static EnqueueItem Item(SyncOperation operation, LaneAddress address) =>
        new() { Operation = operation, Address = address, RequireConnection = false };
}

/// <summary>Random bytes that are the same in every run. Thread-safe.</summary>
/// <param name="seed">The seed.</param>
public sealed class SeededRandom(int seed) : RandomSource
{
    private readonly Random _random = new(seed);
    private readonly Lock _gate = new();

    /// <inheritdoc />
    public override void Fill(Span<byte> bytes)
    {
        lock (_gate)
        {
            _random.NextBytes(bytes);
        }
    }
}
