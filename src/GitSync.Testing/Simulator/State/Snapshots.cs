namespace GitSync.Testing.Simulator;

/// <summary>An account: a person, an organisation or an App's bot.</summary>
/// <param name="Id">The account's id.</param>
/// <param name="Login">The login; bots end in <c>[bot]</c>.</param>
/// <param name="Type"><c>User</c>, <c>Organization</c> or <c>Bot</c>.</param>
public sealed record SimulatorUser(long Id, string Login, string Type);

/// <summary>One installation of the App.</summary>
/// <param name="Id">The installation's id.</param>
/// <param name="Account">Login of the account the App is installed on.</param>
/// <param name="SuspendedAt">Since when tokens are refused and webhooks withheld; <see langword="null"/>: they are not.</param>
/// <param name="Permissions">What the App may do there, for example <c>issues</c> to <c>write</c>.</param>
/// <param name="CreatedAt">When it was installed.</param>
public sealed record SimulatorInstallation(
    long Id, string Account, DateTimeOffset? SuspendedAt, IReadOnlyDictionary<string, string> Permissions, DateTimeOffset CreatedAt)
{
    /// <summary>Whether it is suspended.</summary>
    public bool Suspended => SuspendedAt is not null;
}

/// <summary>A repository as it stood when it was read.</summary>
public sealed record SimulatorRepository
{
    /// <summary>The id: stays when the repository is renamed or transferred.</summary>
    public required long Id { get; init; }

    /// <summary>The owner's login.</summary>
    public required string Owner { get; init; }

    /// <summary>The name without the owner.</summary>
    public required string Name { get; init; }

    /// <summary>Owner and name.</summary>
    public string FullName => $"{Owner}/{Name}";

    /// <summary>The installation that gives the App access; <see langword="null"/>: none, the App gets 404 and no webhooks.</summary>
    public long? InstallationId { get; init; }

    /// <summary>Whether it is private.</summary>
    public bool Private { get; init; }

    /// <summary>Whether it is archived: every write is refused with 403.</summary>
    public bool Archived { get; init; }

    /// <summary>Whether it has issues; without, issue requests answer 410.</summary>
    public bool HasIssues { get; init; } = true;

    /// <summary>Whether the App has push access. Without it, labels, assignees and milestone silently drop out of its writes.</summary>
    public bool AppCanPush { get; init; } = true;

    /// <summary>When it was created, in whole seconds.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed, in whole seconds.</summary>
    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>A label of a repository.</summary>
/// <param name="Id">The label's id.</param>
/// <param name="Name">The name, compared without case.</param>
/// <param name="Color">Six hex digits.</param>
/// <param name="Description">The description, or <see langword="null"/>.</param>
public sealed record SimulatorLabel(long Id, string Name, string Color, string? Description);

/// <summary>A milestone of a repository.</summary>
/// <param name="Id">The milestone's id.</param>
/// <param name="Number">Its number in the repository.</param>
/// <param name="Title">The title.</param>
/// <param name="Description">The description, or <see langword="null"/>.</param>
/// <param name="State"><c>open</c> or <c>closed</c>.</param>
/// <param name="DueOn">When it is due, or <see langword="null"/>.</param>
/// <param name="Creator">Login of who made it.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record SimulatorMilestone(
    long Id, int Number, string Title, string? Description, string State, DateTimeOffset? DueOn, string Creator, DateTimeOffset CreatedAt);

/// <summary>What became of an issue number.</summary>
public enum SimulatorIssueFate
{
    /// <summary>It is there.</summary>
    Present,

    /// <summary>It was deleted: 410 from now on.</summary>
    Deleted,

    /// <summary>It moved to another repository: 301 from now on.</summary>
    Transferred,
}

/// <summary>An issue, or the issue side of a pull request, as it stood when it was read.</summary>
public sealed record SimulatorIssue
{
    /// <summary>The issue's id; a pull request has another one in <see cref="SimulatorPullRequest.Id"/>.</summary>
    public required long Id { get; init; }

    /// <summary>The repository.</summary>
    public required long RepositoryId { get; init; }

    /// <summary>The number, shared by issues and pull requests.</summary>
    public required int Number { get; init; }

    /// <summary>The title.</summary>
    public required string Title { get; init; }

    /// <summary>The body in Markdown, or <see langword="null"/>.</summary>
    public string? Body { get; init; }

    /// <summary><c>open</c> or <c>closed</c>.</summary>
    public string State { get; init; } = "open";

    /// <summary><c>completed</c>, <c>not_planned</c>, <c>duplicate</c>, <c>reopened</c> or <see langword="null"/>.</summary>
    public string? StateReason { get; init; }

    /// <summary>The author's login.</summary>
    public required string Author { get; init; }

    /// <summary>The App that wrote it, or <see langword="null"/> when a person did.</summary>
    public long? ViaApp { get; init; }

    /// <summary>Names of the labels.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Logins of the assignees.</summary>
    public IReadOnlyList<string> Assignees { get; init; } = [];

    /// <summary>The milestone's number, or <see langword="null"/>.</summary>
    public int? Milestone { get; init; }

    /// <summary>Whether only writers may comment.</summary>
    public bool Locked { get; init; }

    /// <summary>How many comments it has.</summary>
    public int Comments { get; init; }

    /// <summary>When it was opened, in whole seconds.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it, or a comment of it, was last touched, in whole seconds.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it was closed, or <see langword="null"/>.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Login of who closed it, or <see langword="null"/>.</summary>
    public string? ClosedBy { get; init; }

    /// <summary>The pull request's side, or <see langword="null"/> for a plain issue.</summary>
    public SimulatorPullRequest? PullRequest { get; init; }

    /// <summary>Whether it is there, deleted or transferred.</summary>
    public SimulatorIssueFate Fate { get; init; }

    /// <summary>Where it was transferred to, or <see langword="null"/>.</summary>
    public (long RepositoryId, int Number)? TransferredTo { get; init; }
}

/// <summary>What a pull request has beyond an issue.</summary>
public sealed record SimulatorPullRequest
{
    /// <summary>The pull request's id, different from its issue's.</summary>
    public required long Id { get; init; }

    /// <summary>Whether it is a draft.</summary>
    public bool Draft { get; init; }

    /// <summary>When it was merged, or <see langword="null"/>.</summary>
    public DateTimeOffset? MergedAt { get; init; }

    /// <summary>Login of who merged it, or <see langword="null"/>.</summary>
    public string? MergedBy { get; init; }

    /// <summary>The branch with the changes.</summary>
    public required string Head { get; init; }

    /// <summary>The branch it goes to.</summary>
    public required string Base { get; init; }

    /// <summary>When the pull request changed: a comment touches only its issue, so the two sides may differ.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>A comment on an issue or a pull request as it stood when it was read.</summary>
public sealed record SimulatorComment
{
    /// <summary>The comment's id.</summary>
    public required long Id { get; init; }

    /// <summary>The repository.</summary>
    public required long RepositoryId { get; init; }

    /// <summary>The number of the issue or pull request.</summary>
    public required int IssueNumber { get; init; }

    /// <summary>The body in Markdown.</summary>
    public required string Body { get; init; }

    /// <summary>The author's login.</summary>
    public required string Author { get; init; }

    /// <summary>The App that wrote it, or <see langword="null"/> when a person did.</summary>
    public long? ViaApp { get; init; }

    /// <summary>When it was written, in whole seconds.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last touched, in whole seconds; also by an edit that changed nothing.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
