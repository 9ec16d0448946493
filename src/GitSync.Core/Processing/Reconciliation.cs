using System.Security.Cryptography;
using System.Text;

namespace GitSync;

/// <summary>One claim on its way through the reconciler: what was read, and how it can end. Used by one worker only.</summary>
internal sealed class Reconciliation(ClaimedOperation claim, IResource resource, Connection connection, DateTimeOffset now)
{
    public ClaimedOperation Claim { get; private set; } = claim;

    public SyncOperation Operation => Claim.Operation;

    public IResource Resource { get; } = resource;

    public Connection Connection { get; } = connection;

    /// <summary>When processing began, by our clock.</summary>
    public DateTimeOffset Now { get; } = now;

    /// <summary>The link as it is stored by now; checkpoints replace it.</summary>
    public LaneLink Link { get; set; } = claim.Link;

    /// <summary>
    /// The link to keep when a write to GitHub certainly failed: what GitHub holds is the base, so that what was already copied into the
    /// record is never taken for the application's own change. Null before a write.
    /// </summary>
    public LaneLink? LinkIfRefused { get; private set; }

    private ResourceContent? Sent { get; set; }

    public RepositoryRef Repository => new(Connection.RepositoryId, Connection.InstallationId, Operation.Priority == SyncPriority.UserEdit);

    /// <summary>The application's id of the record: the lane's local name is the truth, the link may not have been written yet.</summary>
    public string? LocalId => Claim.Lane.Local?.RecordId;

    /// <summary>For a comment: its issue's number, or null while that is not known.</summary>
    public int? ParentNumber => Claim.ParentLink?.Remote?.Number;

    /// <summary>What the remote object is, from the link, the operation, or the lane's remote name; null while it is not on GitHub.</summary>
    public RemoteLocation? Location
    {
        get
        {
            if (Link.Remote is { } known)
            {
                return new RemoteLocation(Repository, known.Number, known.CommentId, known.IsPullRequest);
            }

            if (Operation.Remote is { } seen)
            {
                var identity = RemoteIdentity.Of(seen);
                return new RemoteLocation(Repository, identity.Number, identity.CommentId, identity.IsPullRequest);
            }

            return Claim.Lane.Remote switch
            {
                { } name when name.TryReadIssueNumber(out var number) => new RemoteLocation(Repository, number, null, false),
                { } name when name.TryReadGitHubCommentId(out var id) => new RemoteLocation(Repository, ParentNumber ?? 0, id, false),
                _ => null,
            };
        }
    }

    /// <summary>Where a change of a record is written, and as whom: whoever made it, or the App for what came from GitHub.</summary>
    public RemoteLocation LocationToWrite(LocalRecord record) => Location! with { Repository = Repository with { ActingUserId = Editor(record) } };

    private string? Editor(LocalRecord record) => Operation.Direction == SyncDirection.Outbound ? Operation.Actor ?? record.ModifiedBy : null;

    /// <summary>Who made the record: the application's user id, or null. Whoever edited it since, or wrote a comment on it, is somebody else.</summary>
    public string? CreatorOf(LocalRecord record) =>
        record.Author ?? (Operation is { Direction: SyncDirection.Outbound, Action: SyncAction.Created } ? Operation.Actor : null);

    /// <summary>
    /// What a record made from this object carries: the same for every try, so that a crash between the application's write and ours makes no second record.
    /// </summary>
    /// <exception cref="InvalidOperationException">The object is not known yet.</exception>
    public Guid CreationKey
    {
        get
        {
            var name = Claim.Lane.Remote ?? throw new InvalidOperationException("A record is made from an object on GitHub, and none is known.");
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(Encoding.UTF8.GetBytes("gitsync:creation:" + name.Value), hash);

            // RFC 9562 version 8: a custom, name-based id.
            hash[6] = (byte)(0x80 | (hash[6] & 0x0F));
            hash[8] = (byte)(0x80 | (hash[8] & 0x3F));
            return new Guid(hash[..16], bigEndian: true);
        }
    }

    /// <summary>When this claim read GitHub, by GitHub's clock, or null.</summary>
    public DateTimeOffset? ReadAt { get; set; }

    /// <summary>From here on GitHub is read, whatever the operation carries: an echo says too little.</summary>
    public void MustRead() => Claim = Claim with { Operation = Claim.Operation with { Fetch = true } };

    /// <summary>Announces a write to GitHub.</summary>
    /// <param name="linkIfRefused">The link to keep when it fails.</param>
    /// <param name="sent">What GitHub's object holds with it; null for a deletion.</param>
    public void BeginWrite(LaneLink linkIfRefused, ResourceContent? sent) => (LinkIfRefused, Sent) = (linkIfRefused, sent);

    /// <summary>The link to keep when nobody knows whether the write was applied; null when none was under way.</summary>
    public LaneLink? LinkIfUnsettled(DateTimeOffset settledAt) => LinkIfRefused is not { } link
        ? null
        : link.Intent is { } intent
            ? link with { Intent = intent with { SettledAt = settledAt } }
            : link with { Unsettled = new UnsettledWrite(settledAt, Sent) };

    /// <summary>The stamp of a write into the record.</summary>
    /// <param name="written">What the record holds by it.</param>
    /// <param name="remote">What GitHub holds.</param>
    public RecordStamp StampOf(ResourceContent written, ResourceContent remote) =>
        new(Operation.Id, Claim.Lease.Fence, written == remote ? ContentHash.Of(written) : null);

    /// <summary>The base for a state that both sides have agreed on.</summary>
    public LaneBase BaseOf(DecodedRemote remote, ResourceContent agreed) =>
        new(agreed, remote.Item.Kind, remote.Item.UpdatedAt, ContentHash.Of(remote.Item), remote.Facts, Operation.Id)
        {
            Mentions = remote.Mentions,
            ReadAt = ReadAt ?? Link.Base?.ReadAt,
        };

    /// <summary>These conflicts and those of tries before that did not come to their end.</summary>
    public IReadOnlyList<FieldConflict> WithUntold(IReadOnlyList<FieldConflict> conflicts) =>
        Claim.Link.Untold is { Count: > 0 } untold ? [.. untold.Union(conflicts)] : conflicts;

    /// <param name="rule">Why it ends so.</param>
    /// <param name="explanation">The same as a sentence.</param>
    /// <param name="link">The link afterwards, or null when it stays as it is.</param>
    /// <param name="conflicts">Fields both sides had changed; those of earlier tries are added.</param>
    public Completion Complete(SyncRule rule, string explanation, LaneLink? link = null, IReadOnlyList<FieldConflict>? conflicts = null) =>
        End(OperationState.Completed, rule, explanation) with
        {
            Link = link is null && Claim.Link.Untold is null && Claim.Link.BringsComments == Link.BringsComments
                ? null
                : (link ?? Claim.Link) with { Untold = null, BringsComments = Link.BringsComments },
            Conflicts = WithUntold(conflicts ?? []),
        };

    public Completion Drop(SyncRule rule, string explanation, Guid? droppedFor = null) =>
        End(OperationState.Dropped, rule, explanation) with { DroppedFor = droppedFor };

    /// <summary>Nothing of the repository is synchronised just now; once that is over, the lane is looked at again.</summary>
    public Completion Refuse(SyncRule rule, string? reason) => Drop(rule, "Not synchronised: " + reason);

    public Completion Fail(string code, string message, int? httpStatus = null) =>
        End(OperationState.Errored, SyncRule.Failed, "Failed: " + message) with { Error = new OperationError(code, message, httpStatus) };

    public Completion Retry(SyncRule rule, string explanation, DateTimeOffset dueAt, OperationError? error = null, bool spendsAttempt = true) =>
        End(OperationState.Queued, rule, explanation) with { DueAt = dueAt, Error = error, SpendsAttempt = spendsAttempt };

    /// <summary>A checkpoint was not taken: somebody else has the lane by now, or one of its names.</summary>
    public Completion TakenOver() => Retry(SyncRule.Retry, "The lane was taken over by another worker.", Now);

    private Completion End(OperationState state, SyncRule rule, string explanation) =>
        new() { Lease = Claim.Lease, State = state, Rule = rule, Explanation = explanation };
}
