using Microsoft.Extensions.Options;

namespace GitSync;

/// <summary>Tasks here, issues and pull requests there.</summary>
internal sealed class TaskResource(ITaskRecords records, IGitHubGateway gitHub, IUserDirectory users, BodyTranslation bodies, IOptions<GitSyncOptions> options)
    : IResource
{
    public DeletionPolicy DeletedOnGitHub => options.Value.IssueDeletedOnGitHub;

    public async ValueTask<LocalRecord?> FindAsync(string id, CancellationToken cancellationToken) =>
        LocalOf(await records.FindAsync(id, cancellationToken).ConfigureAwait(false));

    public async ValueTask<LocalRecord?> FindByCreationKeyAsync(Guid creationKey, CancellationToken cancellationToken) =>
        LocalOf(await records.FindByCreationKeyAsync(creationKey, cancellationToken).ConfigureAwait(false));

    public ValueTask<RecordWriteResult> CreateRecordAsync(
        Guid creationKey, string owner, DecodedRemote remote, RecordStamp stamp, CancellationToken cancellationToken) => records.CreateAsync(
            new NewRecord<TaskContent>(
                creationKey, owner, (TaskContent)remote.Content, remote.Facts, remote.Item.UpdatedAt.ToDateTimeOffset()) { SyncStamp = stamp.ToString() },
            cancellationToken);

    public ValueTask<RecordWriteResult> UpdateRecordAsync(
        LocalRecord read, ResourceContent content, RemoteFacts facts, DateTimeOffset modifiedAt, RecordStamp? stamp, CancellationToken cancellationToken) =>
        records.UpdateAsync(
            new RecordChange<TaskContent>(read.Id, (TaskContent)content, facts, read.ModifiedAt, modifiedAt) { SyncStamp = stamp?.ToString() }, cancellationToken);

    public ValueTask<RecordWriteResult> DeleteRecordAsync(string id, CancellationToken cancellationToken) =>
        records.DeleteAsync(id, cancellationToken);

    public async ValueTask<DecodedRemote> DecodeAsync(RemoteItem item, LaneLink link, CancellationToken cancellationToken)
    {
        var issue = (RemoteIssue)item;
        var assignees = new List<string>(issue.Assignees.Count);
        foreach (var login in issue.Assignees)
        {
            // Unmapped means unknown, never empty: such a login stays on GitHub and is not part of the content (Huly #9499).
            if (await users.ResolveAsync(new GitHubAccount(login), cancellationToken).ConfigureAwait(false) is { } user)
            {
                assignees.Add(user);
            }
        }

        var author = issue.Author is { } account
            ? await users.ResolveAsync(new GitHubAccount(account.Login, account.Id), cancellationToken).ConfigureAwait(false)
            : null;
        var (body, mentions) = await bodies.ToAppAsync(issue.Body, link, cancellationToken).ConfigureAwait(false);
        var content = new TaskContent
        {
            Title = issue.Title,
            Body = body,
            IsOpen = issue.IsOpen,
            StateReason = issue.StateReason,
            Labels = issue.Labels,
            Assignees = NameSet.Of(assignees),
            Milestone = issue.Milestone,
        };
        return new DecodedRemote(
            issue, content, new RemoteFacts(issue.IsPullRequest, issue.IsDraft, issue.IsMerged, issue.IsLocked, author ?? issue.Author?.Login))
        {
            Mentions = mentions,
        };
    }

    public async Task<RemoteAnswer<RemoteItem>> GetAsync(RemoteLocation location, CancellationToken cancellationToken) =>
        Widen(await gitHub.GetIssueAsync(location.Repository, location.Number, location.IsPullRequest, cancellationToken).ConfigureAwait(false));

    public async Task<RemoteAnswer<RemoteItem>> CreateAsync(
        RepositoryRef repository, int? parentNumber, ResourceContent content, LaneLink link, WritePermit permit, CancellationToken cancellationToken)
    {
        var task = (TaskContent)content;
        var assignees = await LoginsAsync(task.Assignees, cancellationToken).ConfigureAwait(false);
        var body = await bodies.ToGitHubAsync(task.Body, null, link, cancellationToken).ConfigureAwait(false);
        var draft = new IssueDraft(task.Title, body, task.Labels, assignees, task.Milestone);
        return Widen(await gitHub.CreateIssueAsync(repository, draft, cancellationToken).ConfigureAwait(false));
    }

    public async Task<RemoteAnswer<RemoteItem>?> UpdateAsync(
        RemoteLocation location,
        DecodedRemote current,
        ResourceContent wanted,
        LaneLink link,
        WritePermit permit,
        CancellationToken cancellationToken)
    {
        var change = await ChangeOfAsync(current, (TaskContent)wanted, link, cancellationToken)
            .ConfigureAwait(false);
        return change.IsEmpty
            ? null
            : Widen(await gitHub.UpdateIssueAsync(location.Repository, location.Number, change, cancellationToken).ConfigureAwait(false));
    }

    public async Task<string> RemoveAsync(RemoteLocation location, WritePermit permit, CancellationToken cancellationToken)
    {
        // GitHub's REST API has no deletion of issues, so Delete closes as well.
        if (options.Value.TaskDeletedInApp == DeletionPolicy.Keep)
        {
            return "the issue stays as it is, by policy";
        }

        await gitHub.UpdateIssueAsync(
            location.Repository,
            location.Number,
            location.IsPullRequest ? new IssueChange { IsOpen = false } : new IssueChange { IsOpen = false, StateReason = "not_planned" },
            cancellationToken).ConfigureAwait(false);
        return "the issue was closed as not planned";
    }

    public async Task<(RemoteAnswer<RemoteItem>? Answer, string Done)> WithdrawAsync(
        RemoteLocation location, LaneLink link, WritePermit permit, CancellationToken cancellationToken)
    {
        // Sent whatever was read: a replica may still show the text of an earlier withdrawal. The attribution line names its author, so it goes too.
        var (policy, title, body) = options.Value.Withdrawal;
        var closes = policy == WithdrawalPolicy.Remove;
        var change = new IssueChange
        {
            Title = title,
            Body = BodyCodec.Encode(body, null, link.Marker),
            IsOpen = closes ? false : null,
            StateReason = closes && !location.IsPullRequest ? "not_planned" : null,
        };
        var repository = location.Repository with { ActingUserId = link.CreatedAs };
        var answer = Widen(await gitHub.UpdateIssueAsync(repository, location.Number, change, cancellationToken).ConfigureAwait(false));
        return (answer, closes ? "The issue's text was overwritten and the issue closed." : "The issue's text was overwritten.");
    }

    public async ValueTask<ResourceContent> AsReadBackAsync(
        ResourceContent content, DecodedRemote remote, LaneLink link, bool keepsUnknown, CancellationToken cancellationToken)
    {
        var task = (TaskContent)content;
        return task with
        {
            Body = await bodies.AsReadBackAsync(task.Body, remote, link, cancellationToken).ConfigureAwait(false),
            Assignees = task.Assignees.Equals(((TaskContent)remote.Content).Assignees)
                ? task.Assignees
                : await users.AsReadBackAsync(task.Assignees, keepsUnknown, cancellationToken).ConfigureAwait(false),
        };
    }

    public async Task<RemoteAnswer<RemotePage<RemoteItem>>> ListAsync(
        RepositoryRef repository, int? parentNumber, DateTimeOffset since, int page, CancellationToken cancellationToken)
    {
        var answer = await gitHub.ListIssuesAsync(repository, since, page, cancellationToken).ConfigureAwait(false);
        return new RemoteAnswer<RemotePage<RemoteItem>>(new RemotePage<RemoteItem>([.. answer.Value.Items], answer.Value.HasMore), answer.GitHubNow);
    }

    public ResourceContent DraftOf(ResourceContent content) => (TaskContent)content with { IsOpen = true, StateReason = null };

    public ResourceContent WithTextsOf(ResourceContent content, ResourceContent other) =>
        (TaskContent)content with { Title = ((TaskContent)other).Title, Body = other.Body };

    public ResourceContent? Closed(ResourceContent content) => (TaskContent)content with { IsOpen = false, StateReason = "not_planned" };

    public ResourceContent BaseOfFound(ResourceContent draft, ResourceContent found)
    {
        var seen = (TaskContent)found;
        return (TaskContent)draft with { Labels = seen.Labels, Assignees = seen.Assignees, Milestone = seen.Milestone };
    }

    private static LocalRecord? LocalOf(TaskRecord? record) =>
        record is null ? null : new LocalRecord(record.Id, record.Content, record.ModifiedAt, record.ModifiedBy, record.CreatedBy, record.CreationKey)
        {
            Stamp = record.SyncStamp,
        };

    private async ValueTask<IssueChange> ChangeOfAsync(
        DecodedRemote read, TaskContent wanted, LaneLink link, CancellationToken cancellationToken)
    {
        var (issue, current) = ((RemoteIssue)read.Item, (TaskContent)read.Content);
        var statusChanges = wanted.IsOpen != current.IsOpen || (wanted.StateReason is { } reason && reason != current.StateReason);

        // Logins that we cannot map are in neither set, so they stay.
        var added = await LoginsAsync(wanted.Assignees.Except(current.Assignees), cancellationToken).ConfigureAwait(false);
        var removed = await LoginsAsync(current.Assignees.Except(wanted.Assignees), cancellationToken).ConfigureAwait(false);
        return new IssueChange
        {
            Title = wanted.Title == current.Title ? null : wanted.Title,
            Body = wanted.Body == current.Body ? null : await bodies.ToGitHubAsync(wanted.Body, read, link, cancellationToken).ConfigureAwait(false),
            IsOpen = statusChanges ? wanted.IsOpen : null,
            StateReason = statusChanges && !issue.IsPullRequest ? wanted.StateReason : null,
            Labels = NameDelta.Between(current.Labels, wanted.Labels),
            Assignees = new NameDelta(added.Except(issue.Assignees), removed.Except(added)),
            ChangesMilestone = wanted.Milestone != current.Milestone,
            Milestone = wanted.Milestone,
        };
    }

    private async ValueTask<NameSet> LoginsAsync(NameSet userIds, CancellationToken cancellationToken)
    {
        var logins = new List<string>(userIds.Count);
        foreach (var user in userIds)
        {
            if (await users.FindLoginAsync(user, cancellationToken).ConfigureAwait(false) is { } login)
            {
                logins.Add(login);
            }
        }

        return NameSet.Of(logins);
    }

    private static RemoteAnswer<RemoteItem> Widen(RemoteAnswer<RemoteIssue> answer) => new(answer.Value, answer.GitHubNow);
}
