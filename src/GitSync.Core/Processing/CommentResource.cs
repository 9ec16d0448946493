using Microsoft.Extensions.Options;

namespace GitSync;

/// <summary>Comments here, issue comments there.</summary>
internal sealed class CommentResource(ICommentRecords records, IGitHubGateway gitHub, IUserDirectory users, BodyTranslation bodies, IOptions<GitSyncOptions> options)
    : IResource
{
    public DeletionPolicy DeletedOnGitHub => options.Value.CommentDeletedOnGitHub;

    public async ValueTask<LocalRecord?> FindAsync(string id, CancellationToken cancellationToken) =>
        LocalOf(await records.FindAsync(id, cancellationToken).ConfigureAwait(false));

    public async ValueTask<LocalRecord?> FindByCreationKeyAsync(Guid creationKey, CancellationToken cancellationToken) =>
        LocalOf(await records.FindByCreationKeyAsync(creationKey, cancellationToken).ConfigureAwait(false));

    public ValueTask<RecordWriteResult> CreateRecordAsync(
        Guid creationKey, string owner, DecodedRemote remote, RecordStamp stamp, CancellationToken cancellationToken) => records.CreateAsync(
            new NewRecord<CommentContent>(
                creationKey, owner, (CommentContent)remote.Content, remote.Facts, remote.Item.UpdatedAt.ToDateTimeOffset()) { SyncStamp = stamp.ToString() },
            cancellationToken);

    public ValueTask<RecordWriteResult> UpdateRecordAsync(
        LocalRecord read, ResourceContent content, RemoteFacts facts, DateTimeOffset modifiedAt, RecordStamp? stamp, CancellationToken cancellationToken) =>
        records.UpdateAsync(
            new RecordChange<CommentContent>(read.Id, (CommentContent)content, facts, read.ModifiedAt, modifiedAt) { SyncStamp = stamp?.ToString() }, cancellationToken);

    public ValueTask<RecordWriteResult> DeleteRecordAsync(string id, CancellationToken cancellationToken) =>
        records.DeleteAsync(id, cancellationToken);

    public async ValueTask<DecodedRemote> DecodeAsync(RemoteItem item, LaneLink link, CancellationToken cancellationToken)
    {
        var comment = (RemoteComment)item;
        var author = comment.Author is { } account
            ? await users.ResolveAsync(new GitHubAccount(account.Login, account.Id), cancellationToken).ConfigureAwait(false)
            : null;
        var (body, mentions) = await bodies.ToAppAsync(comment.Body, link, cancellationToken).ConfigureAwait(false);
        var facts = new RemoteFacts(false, false, false, false, author ?? comment.Author?.Login);
        return new DecodedRemote(comment, new CommentContent { Body = body }, facts) { Mentions = mentions };
    }

    public async Task<RemoteAnswer<RemoteItem>> GetAsync(RemoteLocation location, CancellationToken cancellationToken) =>
        Widen(await gitHub.GetCommentAsync(location.Repository, IdOf(location), cancellationToken).ConfigureAwait(false));

    public async Task<RemoteAnswer<RemoteItem>> CreateAsync(
        RepositoryRef repository, int? parentNumber, ResourceContent content, LaneLink link, WritePermit permit, CancellationToken cancellationToken) =>
        Widen(await gitHub.CreateCommentAsync(
            repository,
            parentNumber ?? throw new InvalidOperationException("A comment is created only when its issue is known."),
            await bodies.ToGitHubAsync(content.Body, null, link, cancellationToken).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false));

    public async Task<RemoteAnswer<RemoteItem>?> UpdateAsync(
        RemoteLocation location,
        DecodedRemote current,
        ResourceContent wanted,
        LaneLink link,
        WritePermit permit,
        CancellationToken cancellationToken) =>
        wanted.Body == current.Content.Body
            ? null
            : Widen(await gitHub.UpdateCommentAsync(
                location.Repository,
                IdOf(location),
                await bodies.ToGitHubAsync(wanted.Body, current, link, cancellationToken).ConfigureAwait(false),
                cancellationToken).ConfigureAwait(false));

    public async Task<string> RemoveAsync(RemoteLocation location, WritePermit permit, CancellationToken cancellationToken)
    {
        if (options.Value.CommentDeletedInApp != DeletionPolicy.Delete)
        {
            return "the comment on GitHub stays as it is, by policy";
        }

        await gitHub.DeleteCommentAsync(location.Repository, IdOf(location), cancellationToken).ConfigureAwait(false);
        return "the comment on GitHub was deleted";
    }

    public async Task<(RemoteAnswer<RemoteItem>? Answer, string Done)> WithdrawAsync(
        RemoteLocation location, LaneLink link, WritePermit permit, CancellationToken cancellationToken)
    {
        var repository = location.Repository with { ActingUserId = link.CreatedAs };
        var (policy, _, body) = options.Value.Withdrawal;
        if (policy == WithdrawalPolicy.Remove)
        {
            await gitHub.DeleteCommentAsync(repository, IdOf(location), cancellationToken).ConfigureAwait(false);
            return (null, "The comment on GitHub was deleted.");
        }

        // The attribution line names its author, so it goes too.
        var answer = await gitHub.UpdateCommentAsync(repository, IdOf(location), BodyCodec.Encode(body, null, link.Marker), cancellationToken).ConfigureAwait(false);
        return (Widen(answer), "The comment's text on GitHub was overwritten.");
    }

    public async ValueTask<ResourceContent> AsReadBackAsync(
        ResourceContent content, DecodedRemote remote, LaneLink link, bool keepsUnknown, CancellationToken cancellationToken) =>
        content with { Body = await bodies.AsReadBackAsync(content.Body, remote, link, cancellationToken).ConfigureAwait(false) };

    public async Task<RemoteAnswer<RemotePage<RemoteItem>>> ListAsync(
        RepositoryRef repository, int? parentNumber, DateTimeOffset since, int page, CancellationToken cancellationToken)
    {
        var number = parentNumber ?? throw new InvalidOperationException("Comments are listed only when their issue is known.");
        var answer = await gitHub.ListCommentsAsync(repository, number, since, page, cancellationToken).ConfigureAwait(false);
        return new RemoteAnswer<RemotePage<RemoteItem>>(new RemotePage<RemoteItem>([.. answer.Value.Items], answer.Value.HasMore), answer.GitHubNow);
    }

    public ResourceContent DraftOf(ResourceContent content) => content;

    public ResourceContent WithTextsOf(ResourceContent content, ResourceContent other) => content with { Body = other.Body };

    public ResourceContent? Closed(ResourceContent content) => null;

    public ResourceContent BaseOfFound(ResourceContent draft, ResourceContent found) => draft;

    private static LocalRecord? LocalOf(CommentRecord? record) =>
        record is null ? null : new LocalRecord(record.Id, record.Content, record.ModifiedAt, record.ModifiedBy, record.ModifiedBy, record.CreationKey)
        {
            Stamp = record.SyncStamp,
        };

    private static long IdOf(RemoteLocation location) =>
        location.CommentId ?? throw new InvalidOperationException("The location is not a comment's.");

    private static RemoteAnswer<RemoteItem> Widen(RemoteAnswer<RemoteComment> answer) => new(answer.Value, answer.GitHubNow);
}
