namespace GitSync;

/// <summary>When GitHub is read before an inbound state is used.</summary>
public enum FetchPolicy
{
    /// <summary>A payload strictly newer than the base and alone in its second is used as it is; everything else reads GitHub. The default.</summary>
    WhenAmbiguous,

    /// <summary>Every operation reads GitHub.</summary>
    Always,

    /// <summary>A payload is always used as it is; outbound operations still read. For mirrors that accept losing same-second events.</summary>
    Never,
}

/// <summary>What a deletion on one side does on the other. Unlinking, deleting and closing are three things.</summary>
public enum DeletionPolicy
{
    /// <summary>The other side stays as it is; the two are no longer in step.</summary>
    Keep,

    /// <summary>The other side is deleted too (on GitHub: comments only; GitHub's REST API cannot delete issues, they are closed).</summary>
    Delete,

    /// <summary>The other side is closed as not planned (tasks only; comments are kept).</summary>
    Close,
}

/// <summary>How GitSync decides and retries. Bound from configuration section <c>GitSync</c> and validated at start.</summary>
public sealed class GitSyncOptions
{
    /// <summary>How a record that is newer than GitHub's state is treated.</summary>
    /// <value>Default <see cref="RecordConflictPolicy.PerField"/>.</value>
    public RecordConflictPolicy RecordConflicts { get; set; }

    /// <summary>Which side a field takes that both have changed.</summary>
    /// <value>Default: the newest change, GitHub on a tie.</value>
    public MergePolicy Merge { get; set; } = new();

    /// <summary>When GitHub is read before an inbound state is used.</summary>
    /// <value>Default <see cref="FetchPolicy.WhenAmbiguous"/>.</value>
    public FetchPolicy Fetch { get; set; }

    /// <summary>What the deletion of an issue on GitHub does to the task.</summary>
    /// <value>Default <see cref="DeletionPolicy.Keep"/>.</value>
    public DeletionPolicy IssueDeletedOnGitHub { get; set; } = DeletionPolicy.Keep;

    /// <summary>What the deletion of a comment on GitHub does to the comment here.</summary>
    /// <value>Default <see cref="DeletionPolicy.Delete"/>.</value>
    public DeletionPolicy CommentDeletedOnGitHub { get; set; } = DeletionPolicy.Delete;

    /// <summary>What the deletion of a task does to the issue.</summary>
    /// <value>Default <see cref="DeletionPolicy.Close"/>.</value>
    public DeletionPolicy TaskDeletedInApp { get; set; } = DeletionPolicy.Close;

    /// <summary>What the deletion of a comment here does to the comment on GitHub.</summary>
    /// <value>Default <see cref="DeletionPolicy.Delete"/>.</value>
    public DeletionPolicy CommentDeletedInApp { get; set; } = DeletionPolicy.Delete;

    /// <summary>
    /// The line under what the App creates for a user, with <c>{user}</c> in the name's place; empty for none. It is taken off again on the way back.
    /// </summary>
    /// <value>Default "_Written by {user}._"; one line, at most 200 characters.</value>
    public string Attribution { get; set; } = "_Written by {user}._";

    /// <summary>What becomes of mentions.</summary>
    /// <value>Default: GitHub's are mapped to users; none is added on GitHub.</value>
    public MentionOptions Mentions { get; set; } = new();

    /// <summary>How private text is taken back from GitHub.</summary>
    /// <value>Default: title and body are overwritten.</value>
    public WithdrawalOptions Withdrawal { get; set; } = new();

    /// <summary>How often an operation is tried before it ends as errored.</summary>
    /// <value>Default 8; 1 to 100.</value>
    public int MaximumAttempts { get; set; } = 8;

    /// <summary>The wait after the first failure; doubles with every further one.</summary>
    /// <value>Default 2 seconds.</value>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest wait between two tries.</summary>
    /// <value>Default 15 minutes.</value>
    public TimeSpan MaximumRetryDelay { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a write whose answer was lost may still be applied and stay invisible: GitHub's 10 seconds plus replica lag.</summary>
    /// <value>Default 15 seconds.</value>
    public TimeSpan UnknownOutcomeWait { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The wait before GitHub is asked again after it showed an older state than the webhook, or none.</summary>
    /// <value>Default 1 second; doubles with every try.</value>
    public TimeSpan ReplicaLagDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long after a burst of one second the settling read follows.</summary>
    /// <value>Default 3 seconds.</value>
    public TimeSpan SettleDelay { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How many operations one host reconciles at once.</summary>
    /// <value>Default 16; 1 to 1,024. GitHub allows 100 requests at a time.</value>
    public int MaximumConcurrency { get; set; } = 16;

    /// <summary>How long a host may be silent before others take its lanes.</summary>
    /// <value>Default 45 seconds; at least three times <see cref="LeaseMargin"/>.</value>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>No new request to GitHub is begun when the lease has less than this left: longer than a request may take.</summary>
    /// <value>Default 15 seconds.</value>
    public TimeSpan LeaseMargin { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long one operation may run before it is interrupted and tried again: a record store that hangs must not hold its slot.</summary>
    /// <value>Default 2 minutes.</value>
    public TimeSpan RunTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How often the queue is looked at without a wake-up: the safety net.</summary>
    /// <value>Default 1 second.</value>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How what webhooks did not bring is found.</summary>
    /// <value>Default: sweeps every 10 minutes, and a backfill when a repository is connected.</value>
    public RepairOptions Repair { get; set; } = new();

    /// <summary>What stops GitSync before it does harm in bulk.</summary>
    /// <value>Default: 50 closes and deletions, and 10 swings of one object, within 10 minutes.</value>
    public GuardOptions Guards { get; set; } = new();

    /// <summary>How long ended operations and webhook deliveries are kept.</summary>
    /// <value>Default 90 days; at least 1 day.</value>
    public TimeSpan HistoryRetention { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How often the store is maintained: old history removed, days to come made.</summary>
    /// <value>Default 1 hour; 1 minute to 1 day.</value>
    public TimeSpan MaintenanceInterval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a stopping host waits for running operations before it hands them back.</summary>
    /// <value>Default 5 seconds.</value>
    public TimeSpan StopGrace { get; set; } = TimeSpan.FromSeconds(5);
}
