namespace GitSync;

/// <summary>How a lane gets and loses its names, as pure functions shared by every store.</summary>
public static class LaneNaming
{
    /// <summary>A lane made for an address that found none.</summary>
    /// <param name="id">The store's id.</param>
    /// <param name="address">The address.</param>
    /// <param name="operation">The operation that needs the lane.</param>
    /// <param name="parent">For a comment: its task's lane.</param>
    public static LaneState New(long id, LaneAddress address, SyncOperation operation, LaneState? parent)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(operation);
        return WithParent(
            new LaneState
            {
                Id = id,
                Kind = address.Kind,
                Local = address.Local,
                Remote = address.Remote,
                RepositoryId = operation.RepositoryId,
                InstallationId = operation.GitHubAppInstallationId,
            },
            parent);
    }

    /// <summary>A lane found by one name takes what else its address knows and nobody else has. Never for a refused operation.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="operation">The arriving operation.</param>
    /// <param name="freeLocal">The address's local name when no lane has it, else null.</param>
    /// <param name="freeRemote">The address's remote name when no lane has it, else null.</param>
    /// <param name="parent">For a comment: its task's lane.</param>
    /// <returns>The same instance when nothing was missing.</returns>
    public static LaneState Complete(LaneState lane, SyncOperation operation, LaneName? freeLocal, LaneName? freeRemote, LaneState? parent)
    {
        ArgumentNullException.ThrowIfNull(lane);
        ArgumentNullException.ThrowIfNull(operation);
        if (lane.Local is null && freeLocal is not null)
        {
            lane = lane with { Local = freeLocal };
        }

        if (lane.Remote is null && freeRemote is not null)
        {
            lane = lane with { Remote = freeRemote };
        }

        if (lane.RepositoryId == 0 && operation.RepositoryId != 0)
        {
            lane = lane with { RepositoryId = operation.RepositoryId };
        }

        // An app that is installed again gets another installation id; the store admitted this one.
        if (operation.GitHubAppInstallationId is { } installation && installation != lane.InstallationId)
        {
            lane = lane with { InstallationId = installation };
        }

        return parent is not null && (lane.ParentId ?? parent.Id) == parent.Id ? WithParent(lane, parent) : lane;
    }

    /// <summary>The lane's names after a link was saved.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="link">The link to save.</param>
    /// <param name="stored">The link stored before.</param>
    /// <remarks>
    /// A missing remote side takes the name away only when the stored link had one: an inbound event may have named the lane by
    /// marker while the worker was still waiting for the answer to its POST, and that find must not be undone.
    /// </remarks>
    public static LaneState Linked(LaneState lane, LaneLink link, LaneLink stored)
    {
        ArgumentNullException.ThrowIfNull(lane);
        ArgumentNullException.ThrowIfNull(link);
        ArgumentNullException.ThrowIfNull(stored);
        return lane with
        {
            Local = LocalOf(lane, link) ?? lane.Local,
            Remote = RemoteOf(link) ?? (stored.Remote is null ? lane.Remote : null),
            Marker = link.Marker,
        };
    }

    /// <summary>
    /// Whether the lane that has an object's remote name is left aside for the one whose marker the object carries: a comment that was seen before its issue
    /// made it, nothing is known of it, and whoever is just creating the object takes it in once the two are linked.
    /// </summary>
    /// <param name="named">The lane that has the remote name, with what waits and runs.</param>
    public static bool GivesWayToMarker(LaneState named) => named is { Local: null, Running: null, QueuedInbound: null, QueuedOutbound: null };

    /// <summary>The local name that a link asks for, or null.</summary>
    public static LaneName? LocalOf(LaneState lane, LaneLink link) =>
        link.LocalId is { } id ? LaneName.OfRecord(lane.Kind, id) : null;

    /// <summary>The remote name that a link asks for, or null.</summary>
    public static LaneName? RemoteOf(LaneLink link) => link.Remote switch
    {
        null => null,
        { CommentId: { } comment } => LaneName.OfGitHubComment(comment),
        { } issue => LaneName.OfIssue(issue.RepositoryId, issue.Number),
    };

    /// <summary>The operation with the ids of its lane's link and parent, as readers see it.</summary>
    public static SyncOperation Identify(SyncOperation operation, LaneState lane)
    {
        ArgumentNullException.ThrowIfNull(lane);
        return Identify(operation, lane.IsLinked ? lane.Id : null, lane.ParentId);
    }

    /// <inheritdoc cref="Identify(SyncOperation, LaneState)"/>
    /// <param name="operation">The operation.</param>
    /// <param name="linkId">The lane's id once it is linked, else null.</param>
    /// <param name="parentId">For a comment: its task's lane.</param>
    public static SyncOperation Identify(SyncOperation operation, long? linkId, long? parentId) => operation switch
    {
        TaskSyncOperation task when task.GitHubIssueId != linkId => task with { GitHubIssueId = linkId },
        CommentSyncOperation comment when comment.GitHubCommentId != linkId || comment.ParentLaneId != parentId =>
            comment with { GitHubCommentId = linkId, ParentLaneId = parentId },
        _ => operation,
    };

    /// <summary>Whether the comments of a task's lane have to start, or to wait, because of what changed.</summary>
    public static bool ChildrenSee(LaneState before, LaneState after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return before.Kind == ResourceKind.Task
            && (before.IsLinked != after.IsLinked || before.Tombstone?.OperationId != after.Tombstone?.OperationId);
    }

    /// <summary>The lane with what it has to know of its task's lane.</summary>
    public static LaneState WithParent(LaneState lane, LaneState? parent) => parent is null
        ? lane
        : lane with { ParentId = parent.Id, ParentIsLinked = parent.IsLinked, ParentTombstone = parent.Tombstone?.OperationId };
}
