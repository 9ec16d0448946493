namespace GitSync;

/// <summary>A record of either kind.</summary>
/// <param name="Id">The application's id.</param>
/// <param name="Content">The synchronised fields.</param>
/// <param name="ModifiedAt">When it was modified last.</param>
/// <param name="ModifiedBy">Who modified it last: the application's user id, or null.</param>
/// <param name="Author">Who made it, or null when that is not known.</param>
/// <param name="CreationKey">The key it was made with from GitHub's object; null for one that a user made.</param>
internal sealed record LocalRecord(
    string Id, ResourceContent Content, DateTimeOffset ModifiedAt, string? ModifiedBy, string? Author, Guid? CreationKey)
{
    /// <summary>What GitSync's last write left in it, or null.</summary>
    public string? Stamp { get; init; }

    /// <summary>Whether it holds just what GitHub held when GitSync wrote it: nobody has edited it since.</summary>
    public bool IsAsOnGitHub => RecordStamp.Parse(Stamp) is { OnGitHub: { } written } && written == ContentHash.Of(Content);

    /// <summary>Whether GitSync has written it without the link knowing: a host died in between (ADR 20).</summary>
    public bool IsAheadOf(LaneLink link) => Stamp is not null && Stamp != link.RecordStamp;
}

/// <summary>A remote state in the application's terms.</summary>
/// <param name="Item">The state as GitHub showed it.</param>
/// <param name="Content">Its synchronised fields.</param>
/// <param name="Facts">Its read-only facts.</param>
internal sealed record DecodedRemote(RemoteItem Item, ResourceContent Content, RemoteFacts Facts)
{
    /// <summary>The mentions of its text, from login to user id; null when there are none.</summary>
    public IReadOnlyDictionary<string, string>? Mentions { get; init; }
}

/// <summary>Where a remote object is.</summary>
/// <param name="Repository">The repository.</param>
/// <param name="Number">The number; for a comment that of its issue.</param>
/// <param name="CommentId">The comment's id; null for issues.</param>
/// <param name="IsPullRequest">Whether the issue is a pull request.</param>
internal sealed record RemoteLocation(RepositoryRef Repository, int Number, long? CommentId, bool IsPullRequest);

/// <summary>The one difference between tasks and comments for the reconciler: where their two sides live.</summary>
internal interface IResource
{
    ValueTask<LocalRecord?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>The record that was made with this key, or null.</summary>
    ValueTask<LocalRecord?> FindByCreationKeyAsync(Guid creationKey, CancellationToken cancellationToken);

    /// <summary>Makes the record; the owner is the project of a task, the task of a comment.</summary>
    ValueTask<RecordWriteResult> CreateRecordAsync(
        Guid creationKey, string owner, DecodedRemote remote, RecordStamp stamp, CancellationToken cancellationToken);

    ValueTask<RecordWriteResult> UpdateRecordAsync(
        LocalRecord read, ResourceContent content, RemoteFacts facts, DateTimeOffset modifiedAt, RecordStamp? stamp, CancellationToken cancellationToken);

    ValueTask<RecordWriteResult> DeleteRecordAsync(string id, CancellationToken cancellationToken);

    ValueTask<DecodedRemote> DecodeAsync(RemoteItem item, LaneLink link, CancellationToken cancellationToken);

    Task<RemoteAnswer<RemoteItem>> GetAsync(RemoteLocation location, CancellationToken cancellationToken);

    /// <summary>One POST.</summary>
    Task<RemoteAnswer<RemoteItem>> CreateAsync(
        RepositoryRef repository, int? parentNumber, ResourceContent content, LaneLink link, WritePermit permit, CancellationToken cancellationToken);

    /// <summary>One PATCH of the fields that differ; null when none does.</summary>
    Task<RemoteAnswer<RemoteItem>?> UpdateAsync(
        RemoteLocation location,
        DecodedRemote current,
        ResourceContent wanted,
        LaneLink link,
        WritePermit permit,
        CancellationToken cancellationToken);

    /// <summary>Carries a deletion over to GitHub by policy; says what was done.</summary>
    Task<string> RemoveAsync(RemoteLocation location, WritePermit permit, CancellationToken cancellationToken);

    /// <summary>Takes private text back by policy.</summary>
    /// <returns>The object afterwards, null when it was deleted; and what was done, as a sentence.</returns>
    Task<(RemoteAnswer<RemoteItem>? Answer, string Done)> WithdrawAsync(
        RemoteLocation location, LaneLink link, WritePermit permit, CancellationToken cancellationToken);

    /// <summary>A content as it would come back from GitHub with people and mentions as the directory maps them now: only then can it be compared.</summary>
    /// <param name="content">The record's content, or the base's.</param>
    /// <param name="remote">What GitHub holds.</param>
    /// <param name="link">The link.</param>
    /// <param name="keepsUnknown">Whether assignees without an account stay: in the record; in the base they say nothing any more.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<ResourceContent> AsReadBackAsync(
        ResourceContent content, DecodedRemote remote, LaneLink link, bool keepsUnknown, CancellationToken cancellationToken);

    /// <summary>One page of what was made since a time, for finding a creation by its marker.</summary>
    Task<RemoteAnswer<RemotePage<RemoteItem>>> ListAsync(
        RepositoryRef repository, int? parentNumber, DateTimeOffset since, int page, CancellationToken cancellationToken);

    /// <summary>What a deletion on GitHub does here.</summary>
    DeletionPolicy DeletedOnGitHub { get; }

    /// <summary>The content a creation sends: GitHub opens every new issue open.</summary>
    ResourceContent DraftOf(ResourceContent content);

    /// <summary>A content with the title and body of another.</summary>
    ResourceContent WithTextsOf(ResourceContent content, ResourceContent other);

    /// <summary>A record's content closed as not planned, or null when this kind cannot be closed.</summary>
    ResourceContent? Closed(ResourceContent content);

    /// <summary>The base for merging with an object found by its marker: what was sent, with what GitHub kept of the sets.</summary>
    ResourceContent BaseOfFound(ResourceContent draft, ResourceContent found);
}
