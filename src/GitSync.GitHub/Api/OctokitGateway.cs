using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace GitSync.GitHub;

/// <summary>GitHub over its REST API, by numeric ids. Thread-safe.</summary>
internal sealed class OctokitGateway(
    AuthorizedCalls calls, UserCalls users, Milestones milestones, RepositoryFinder finder, IOptions<GitHubOptions> options) : IGitHubGateway
{
    public Task<RemoteRepository> FindRepositoryAsync(string owner, string name, CancellationToken cancellationToken) =>
        finder.FindAsync(owner, name, cancellationToken);

    public Task<string> GetOwnLoginAsync(RepositoryRef repository, CancellationToken cancellationToken) =>
        finder.GetOwnLoginAsync(cancellationToken);

    public async Task<RemoteAnswer<RemoteIssue>> GetIssueAsync(
        RepositoryRef repository, int number, bool isPullRequest, CancellationToken cancellationToken)
    {
        var request = GitHubRequest.Get(isPullRequest ? PathOf(repository, $"pulls/{number}") : PathOf(repository, $"issues/{number}"));
        return await IssueAsync(repository, request, number, isPullRequest, cancellationToken).ConfigureAwait(false);
    }

    public async Task<RemoteAnswer<RemoteIssue>> CreateIssueAsync(RepositoryRef repository, IssueDraft draft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        int? milestone = draft.Milestone is { } title
            ? await milestones.GetOrCreateAsync(repository, title, cancellationToken).ConfigureAwait(false)
            : null;
        var request = GitHubRequest.Post(PathOf(repository, $"issues"), RequestBodies.Of(draft, milestone));
        return await IssueAsync(repository, request, number: null, isPullRequest: false, cancellationToken).ConfigureAwait(false);
    }

    public async Task<RemoteAnswer<RemoteIssue>> UpdateIssueAsync(
        RepositoryRef repository, int number, IssueChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (change.IsEmpty)
        {
            // An empty PATCH would still be a write, and a lost answer to it an unknown outcome.
            return await GetIssueAsync(repository, number, isPullRequest: false, cancellationToken).ConfigureAwait(false);
        }

        await ChangeLabelsAsync(repository, number, change.Labels, cancellationToken).ConfigureAwait(false);
        await ChangeAssigneesAsync(repository, number, change.Assignees, cancellationToken).ConfigureAwait(false);
        if (change.HasNoFields)
        {
            return await GetIssueAsync(repository, number, isPullRequest: false, cancellationToken).ConfigureAwait(false);
        }

        int? milestone = change is { ChangesMilestone: true, Milestone: { } title }
            ? await milestones.GetOrCreateAsync(repository, title, cancellationToken).ConfigureAwait(false)
            : null;

        // Pull requests are written through their issue form too: labels, assignees and milestone exist only there.
        var request = GitHubRequest.Patch(PathOf(repository, $"issues/{number}"), RequestBodies.Of(change, milestone));
        return await IssueAsync(repository, request, number, isPullRequest: false, cancellationToken).ConfigureAwait(false);
    }

    public async Task<RemoteAnswer<RemotePage<RemoteIssue>>> ListIssuesAsync(
        RepositoryRef repository, DateTimeOffset since, int page, CancellationToken cancellationToken)
    {
        var request = GitHubRequest.Get(PathOf(repository, $"issues?state=all&sort=created&direction=asc&{Paging(since, page)}"));
        return await PageAsync(
            repository, request, issue => RemoteReader.ReadIssue(issue, repository.Id), cancellationToken).ConfigureAwait(false);
    }

    public async Task<RemoteAnswer<RemotePage<RemoteIssue>>> ListIssuesAsync(
        RepositoryRef repository, RemoteListing listing, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(listing);
        var request = GitHubRequest.Get(PathOf(repository, $"issues?state=all&{Paging(listing)}")) with { IfNoneMatch = listing.IfNoneMatch };
        return await PageAsync(
            repository, request, issue => RemoteReader.ReadIssue(issue, repository.Id), cancellationToken).ConfigureAwait(false);
    }

    public async Task<RemoteAnswer<RemotePage<RemoteComment>>> ListCommentsAsync(
        RepositoryRef repository, RemoteListing listing, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(listing);
        var request = GitHubRequest.Get(PathOf(repository, $"issues/comments?{Paging(listing)}")) with { IfNoneMatch = listing.IfNoneMatch };
        return await PageAsync(
            repository,
            request,
            comment => RemoteReader.IssueNumberOf(comment) is { } number ? RemoteReader.ReadComment(comment, repository.Id, number) : null,
            cancellationToken).ConfigureAwait(false);
    }

    public async Task<RemoteAnswer<RemoteComment>> GetCommentAsync(
        RepositoryRef repository, long commentId, CancellationToken cancellationToken)
    {
        var request = GitHubRequest.Get(PathOf(repository, $"issues/comments/{commentId}"));
        return await CommentAsync(repository, request, null, cancellationToken).ConfigureAwait(false);
    }

    public async Task<RemoteAnswer<RemoteComment>> CreateCommentAsync(
        RepositoryRef repository, int issueNumber, string body, CancellationToken cancellationToken)
    {
        var request = GitHubRequest.Post(PathOf(repository, $"issues/{issueNumber}/comments"), RequestBodies.OfComment(body));
        return await CommentAsync(repository, request, issueNumber, cancellationToken).ConfigureAwait(false);
    }

    public async Task<RemoteAnswer<RemoteComment>> UpdateCommentAsync(
        RepositoryRef repository, long commentId, string body, CancellationToken cancellationToken)
    {
        var request = GitHubRequest.Patch(PathOf(repository, $"issues/comments/{commentId}"), RequestBodies.OfComment(body));
        return await CommentAsync(repository, request, null, cancellationToken).ConfigureAwait(false);
    }

    public async Task DeleteCommentAsync(RepositoryRef repository, long commentId, CancellationToken cancellationToken)
    {
        var request = GitHubRequest.Delete(PathOf(repository, $"issues/comments/{commentId}"));
        var answer = await users.SendAsync(repository, request, cancellationToken).ConfigureAwait(false);
        if (answer.Status != 204)
        {
            // GitHub answers a deletion with 204 and nothing else; a proxy's page with 200 is no deletion.
            throw new RemoteException(request.WhenLost, $"GitHub's answer to {request} could not be read.", answer.Status);
        }
    }

    public async Task<RemoteAnswer<RemotePage<RemoteComment>>> ListCommentsAsync(
        RepositoryRef repository, int issueNumber, DateTimeOffset since, int page, CancellationToken cancellationToken)
    {
        var request = GitHubRequest.Get(PathOf(repository, $"issues/{issueNumber}/comments?{Paging(since, page)}"));
        return await PageAsync(
            repository, request, comment => RemoteReader.ReadComment(comment, repository.Id, issueNumber), cancellationToken).ConfigureAwait(false);
    }

    private async Task ChangeLabelsAsync(RepositoryRef repository, int number, NameDelta labels, CancellationToken cancellationToken)
    {
        if (labels.Added.Count > 0)
        {
            var request = GitHubRequest.Add(PathOf(repository, $"issues/{number}/labels"), RequestBodies.OfNames("labels", labels.Added));
            await users.SendAsync(repository, request, cancellationToken).ConfigureAwait(false);
        }

        // A path with "." or ".." would be another one: removing "." could remove all labels. These stay, and the answer says so.
        foreach (var label in labels.Removed.Where(label => label is not ("." or "..")))
        {
            try
            {
                var request = GitHubRequest.Delete(PathOf(repository, $"issues/{number}/labels/{Uri.EscapeDataString(label)}"));
                await users.SendAsync(repository, request, cancellationToken).ConfigureAwait(false);
            }
            catch (RemoteException gone) when (gone.Failure == RemoteFailure.NotFound)
            {
                // Somebody else took it away. Should the issue itself not be there, the next request says so.
            }
        }
    }

    private async Task ChangeAssigneesAsync(RepositoryRef repository, int number, NameDelta logins, CancellationToken cancellationToken)
    {
        var path = PathOf(repository, $"issues/{number}/assignees");
        if (logins.Added.Count > 0)
        {
            await users.SendAsync(
                repository, GitHubRequest.Add(path, RequestBodies.OfNames("assignees", logins.Added)), cancellationToken).ConfigureAwait(false);
        }

        if (logins.Removed.Count > 0)
        {
            await users.SendAsync(
                repository, GitHubRequest.Delete(path, RequestBodies.OfNames("assignees", logins.Removed)), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Ids never change; names do.</summary>
    private static string PathOf(RepositoryRef repository, FormattableString rest) =>
        string.Create(CultureInfo.InvariantCulture, $"repositories/{repository.Id}/{FormattableString.Invariant(rest)}");

    private string Paging(DateTimeOffset since, int page) =>
        string.Create(CultureInfo.InvariantCulture, $"since={GitHubTime.From(since)}&per_page={options.Value.PageSize}&page={page}");

    private string Paging(RemoteListing listing) => listing.ChangedSince is { } since
        ? "sort=updated&direction=asc&" + Paging(since, listing.Page)
        : string.Create(CultureInfo.InvariantCulture, $"sort=created&direction=asc&per_page={options.Value.PageSize}&page={listing.Page}");

    private async Task<RemoteAnswer<RemoteIssue>> IssueAsync(
        RepositoryRef repository, GitHubRequest request, int? number, bool isPullRequest, CancellationToken cancellationToken)
    {
        var answer = await users.SendAsync(repository, request, cancellationToken).ConfigureAwait(false);
        var issue = answer.Read(root => isPullRequest
            ? RemoteReader.ReadPullRequest(root, repository.Id)
            : RemoteReader.ReadIssue(root, repository.Id));
        return new RemoteAnswer<RemoteIssue>(Whole(answer, issue, issue.Number == (number ?? issue.Number)), answer.GitHubNow);
    }

    private async Task<RemoteAnswer<RemoteComment>> CommentAsync(
        RepositoryRef repository, GitHubRequest request, int? issueNumber, CancellationToken cancellationToken)
    {
        var answer = await users.SendAsync(repository, request, cancellationToken).ConfigureAwait(false);
        var comment = answer.Read(root => (issueNumber ?? RemoteReader.IssueNumberOf(root)) is { } number
            ? RemoteReader.ReadComment(root, repository.Id, number)
            : null);
        return new RemoteAnswer<RemoteComment>(Whole(answer, comment, true), answer.GitHubNow);
    }

    /// <summary>An answer that lacks fields must not be taken for a state without them: it counts as unreadable.</summary>
    private static T Whole<T>(GitHubAnswer answer, T item, bool isTheOne)
        where T : RemoteItem => isTheOne && !item.IsPartial
            ? item
            : throw new RemoteException(
                answer.Request.WhenLost,
                isTheOne ? $"GitHub's answer to {answer.Request} lacks fields." : $"GitHub answered {answer.Request} with another issue.",
                answer.Status);

    private async Task<RemoteAnswer<RemotePage<T>>> PageAsync<T>(
        RepositoryRef repository, GitHubRequest request, Func<JsonElement, T?> read, CancellationToken cancellationToken)
        where T : RemoteItem
    {
        var answer = await calls.SendAsync(repository, request, cancellationToken).ConfigureAwait(false);
        if (answer.IsUnchanged)
        {
            return new RemoteAnswer<RemotePage<T>>(new RemotePage<T>([], false) { IsUnchanged = true, ETag = request.IfNoneMatch }, answer.GitHubNow);
        }

        var items = answer.Read(root => ReadAll(root, read));
        var page = new RemotePage<T>(items, answer.Links.HasMoreAfter(items.Count, options.Value.PageSize)) { LastPage = answer.Links.Last, ETag = answer.ETag };
        return new RemoteAnswer<RemotePage<T>>(page, answer.GitHubNow);
    }

    /// <summary>
    /// The items of a page, or null when it is no array or one of them cannot be read: a probe that skipped one could create it again.
    /// </summary>
    private static List<T>? ReadAll<T>(JsonElement root, Func<JsonElement, T?> read)
        where T : RemoteItem
    {
        if (root.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var items = new List<T>(root.GetArrayLength());
        foreach (var element in root.EnumerateArray())
        {
            if (read(element) is not { } item)
            {
                return null;
            }

            items.Add(item);
        }

        return items;
    }
}
