namespace GitSync;

/// <summary>A repository to talk to. Requests go by numeric id: names change.</summary>
/// <param name="Id">The numeric id.</param>
/// <param name="InstallationId">The installation whose token is used, or null with a plain token.</param>
/// <param name="IsUrgent">Whether a user's edit waits for the answer; other requests leave a part of the budget to those.</param>
public readonly record struct RepositoryRef(long Id, long? InstallationId, bool IsUrgent = true)
{
    /// <summary>
    /// The application's user as whom creations and changes are sent, if <see cref="IUserTokens"/> has a token; null for the App. A change that GitHub
    /// refuses the user (401, 403, 404) is sent as the App; a creation is not, since it has to be attributed then.
    /// </summary>
    public string? ActingUserId { get; init; }
}

/// <summary>An answer with GitHub's own clock.</summary>
/// <typeparam name="T">The value.</typeparam>
/// <param name="Value">The value.</param>
/// <param name="GitHubNow">The answer's <c>Date</c> header, or null when it had none.</param>
public sealed record RemoteAnswer<T>(T Value, DateTimeOffset? GitHubNow);

/// <summary>One page of a listing.</summary>
/// <typeparam name="T">The items.</typeparam>
/// <param name="Items">At most 100.</param>
/// <param name="HasMore">Whether GitHub's Link header names a next page.</param>
public sealed record RemotePage<T>(IReadOnlyList<T> Items, bool HasMore)
{
    /// <summary>The number of the last page from the Link header, or null when this is the last one.</summary>
    public int? LastPage { get; init; }

    /// <summary>The answer's ETag, or null. It holds for one token: an installation's changes within the hour.</summary>
    public string? ETag { get; init; }

    /// <summary>Whether GitHub answered 304 to <see cref="RemoteListing.IfNoneMatch"/>: the page is as it was, and <see cref="Items"/> is empty.</summary>
    public bool IsUnchanged { get; init; }
}

/// <summary>Which page of a repository's objects to list, in ascending order.</summary>
public sealed record RemoteListing
{
    /// <summary>By <c>updated_at</c>, from this time on; null to list all by creation.</summary>
    /// <remarks>Pages by creation never shift because something is edited; those by change do, so they are read from a moving time on.</remarks>
    public DateTimeOffset? ChangedSince { get; init; }

    /// <summary>The page, from 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>The ETag of an earlier answer to the same listing, or null: an unchanged page costs nothing.</summary>
    public string? IfNoneMatch { get; init; }
}

/// <summary>An issue to be made. Labels and so on are in GitHub's terms.</summary>
public sealed record IssueDraft(string Title, string Body, NameSet Labels, NameSet Assignees, string? Milestone);

/// <summary>Exactly the fields to change: null means "leave it". Sent as a minimal PATCH; labels and assignees as additions and removals.</summary>
/// <remarks>Octokit's <c>IssueUpdate</c> always sends <c>"milestone": null</c> and resends labels and state; this is why it is not used.</remarks>
public sealed record IssueChange
{
    /// <summary>The new title, or null.</summary>
    public string? Title { get; init; }

    /// <summary>The new raw body, or null.</summary>
    public string? Body { get; init; }

    /// <summary>Open or closed, or null.</summary>
    public bool? IsOpen { get; init; }

    /// <summary>The reason that goes with <see cref="IsOpen"/>; GitHub ignores it unless the state changes.</summary>
    public string? StateReason { get; init; }

    /// <summary>Labels to add and to take away.</summary>
    public NameDelta Labels { get; init; } = NameDelta.None;

    /// <summary>Logins of assignees to add and to take away.</summary>
    public NameDelta Assignees { get; init; } = NameDelta.None;

    /// <summary>Whether to write <see cref="Milestone"/>.</summary>
    public bool ChangesMilestone { get; init; }

    /// <summary>The milestone's title, or null to clear it.</summary>
    public string? Milestone { get; init; }

    /// <summary>Whether only names are added or taken away, if anything.</summary>
    public bool HasNoFields => Title is null && Body is null && IsOpen is null && !ChangesMilestone;

    /// <summary>Whether nothing would be sent.</summary>
    public bool IsEmpty => HasNoFields && Labels.IsEmpty && Assignees.IsEmpty;
}

/// <summary>Names to add to a set and to take away: what others put there meanwhile stays.</summary>
/// <param name="Added">Names that the set shall hold.</param>
/// <param name="Removed">Names that it shall not.</param>
public sealed record NameDelta(NameSet Added, NameSet Removed)
{
    /// <summary>Nothing changes.</summary>
    public static NameDelta None { get; } = new(NameSet.Empty, NameSet.Empty);

    /// <summary>Whether nothing changes.</summary>
    public bool IsEmpty => Added.Count == 0 && Removed.Count == 0;

    /// <summary>What makes one set of another.</summary>
    public static NameDelta Between(NameSet before, NameSet after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return new NameDelta(after.Except(before), before.Except(after));
    }
}

/// <summary>What a repository is found to be when it is connected.</summary>
/// <param name="Id">The numeric id.</param>
/// <param name="InstallationId">The App's installation that has it, or null with a plain token.</param>
/// <param name="Owner">The owner's login now.</param>
/// <param name="Name">The name now.</param>
/// <remarks>See <see href="https://docs.github.com/en/rest/repos/repos#get-a-repository"/>.</remarks>
public sealed record RemoteRepository(long Id, long? InstallationId, string Owner, string Name)
{
    /// <summary>Whether it is archived, and so read-only.</summary>
    public bool IsArchived { get; init; }

    /// <summary>Whether GitHub disabled it.</summary>
    public bool IsDisabled { get; init; }

    /// <summary>Whether issues are switched on; true when GitHub does not say.</summary>
    public bool HasIssues { get; init; } = true;

    /// <summary>Whether we may change issues; null when GitHub does not say.</summary>
    public bool? MayWriteIssues { get; init; }
}

/// <summary>
/// GitHub as the processor needs it. Every method throws <see cref="RemoteException"/> for what GitHub refuses or leaves unknown, and
/// nothing else but cancellation. No method repeats a POST or PATCH. Thread-safe.
/// </summary>
public interface IGitHubGateway
{
    /// <summary>Finds a repository by "owner/name", and the installation that may use it. A former name is followed.</summary>
    /// <exception cref="RemoteException">
    /// <see cref="RemoteFailure.NotFound"/>: it is not there, or not ours to see; <see cref="RemoteFailure.Invalid"/>: it can be nobody's name.
    /// </exception>
    Task<RemoteRepository> FindRepositoryAsync(string owner, string name, CancellationToken cancellationToken);

    /// <summary>The login under which we create: the probe looks for marker and author.</summary>
    Task<string> GetOwnLoginAsync(RepositoryRef repository, CancellationToken cancellationToken);

    /// <summary>Reads an issue or pull request; a pull request comes in its own form, with its own <c>updated_at</c>.</summary>
    Task<RemoteAnswer<RemoteIssue>> GetIssueAsync(RepositoryRef repository, int number, bool isPullRequest, CancellationToken cancellationToken);

    /// <summary>Makes an issue: one POST.</summary>
    Task<RemoteAnswer<RemoteIssue>> CreateIssueAsync(RepositoryRef repository, IssueDraft draft, CancellationToken cancellationToken);

    /// <summary>Changes an issue or pull request: at most one PATCH of exactly the fields given, and before it additions and removals of names.</summary>
    /// <remarks>
    /// A PATCH replaces labels and assignees, and would take away what somebody else has just added. A request for the additions of a kind, one per label
    /// removed, one for assignees removed; without a field to change a read instead of the PATCH. A milestone that is new to GitHub costs a POST more.
    /// </remarks>
    Task<RemoteAnswer<RemoteIssue>> UpdateIssueAsync(RepositoryRef repository, int number, IssueChange change, CancellationToken cancellationToken);

    /// <summary>Issues updated at or after a time, oldest creation first. By page, never by search, which lags minutes behind.</summary>
    Task<RemoteAnswer<RemotePage<RemoteIssue>>> ListIssuesAsync(
        RepositoryRef repository, DateTimeOffset since, int page, CancellationToken cancellationToken);

    /// <summary>A page of all issues and pull requests of a repository, for backfill and sweeps. Bounded by the page.</summary>
    Task<RemoteAnswer<RemotePage<RemoteIssue>>> ListIssuesAsync(RepositoryRef repository, RemoteListing listing, CancellationToken cancellationToken);

    /// <summary>A page of all comments on issues and pull requests of a repository, likewise.</summary>
    Task<RemoteAnswer<RemotePage<RemoteComment>>> ListCommentsAsync(
        RepositoryRef repository, RemoteListing listing, CancellationToken cancellationToken);

    /// <summary>Reads a comment.</summary>
    Task<RemoteAnswer<RemoteComment>> GetCommentAsync(RepositoryRef repository, long commentId, CancellationToken cancellationToken);

    /// <summary>Makes a comment: one POST.</summary>
    Task<RemoteAnswer<RemoteComment>> CreateCommentAsync(
        RepositoryRef repository, int issueNumber, string body, CancellationToken cancellationToken);

    /// <summary>Changes a comment: one PATCH.</summary>
    Task<RemoteAnswer<RemoteComment>> UpdateCommentAsync(
        RepositoryRef repository, long commentId, string body, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes a comment. <see cref="RemoteFailure.NotFound"/> can mean that it is done: .NET sends a DELETE again by itself when a kept connection broke, and the
    /// second one finds nothing. It can mean as well that nothing of the repository may be seen any more.
    /// </summary>
    Task DeleteCommentAsync(RepositoryRef repository, long commentId, CancellationToken cancellationToken);

    /// <summary>Comments of an issue updated at or after a time.</summary>
    Task<RemoteAnswer<RemotePage<RemoteComment>>> ListCommentsAsync(
        RepositoryRef repository, int issueNumber, DateTimeOffset since, int page, CancellationToken cancellationToken);
}
