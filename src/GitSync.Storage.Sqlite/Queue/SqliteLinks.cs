namespace GitSync.Storage.Sqlite;

/// <summary>Saves links with the names they bring, and takes in lanes that turn out to be the same resource.</summary>
internal sealed class SqliteLinks(SqliteSession session)
{
    private readonly StatementCache _statements = session.Statements;

    /// <summary>Saves the link and its names. The lane's other columns are the caller's to save.</summary>
    /// <returns>The lane afterwards; or what stands in the way, and nothing was changed.</returns>
    public (LaneState? Lane, CommitOutcome? Obstacle) TrySave(LaneState lane, LaneLink link)
    {
        var remote = LaneNaming.RemoteOf(link);
        var local = LaneNaming.LocalOf(lane, link);
        var byRemote = remote == lane.Remote ? null : LaneRows.FindByRemote(_statements, remote)?.State;
        var byLocal = local == lane.Local ? null : LaneRows.FindByLocal(_statements, local)?.State;
        if (LaneAbsorption.Obstacle(byRemote, byLocal) is { } obstacle)
        {
            return (null, obstacle);
        }

        var after = lane;
        after = byRemote is null ? after : Absorb(after, byRemote);
        after = byLocal is null ? after : Absorb(after, byLocal);

        // Only a link without a remote side asks what the stored one had.
        var stored = link.Remote is null && lane.Remote is not null ? LaneRows.ReadLink(_statements, lane.Id) : LaneLink.Empty;
        after = LaneNaming.Linked(after, link, stored);
        LaneRows.SaveLink(_statements, lane.Id, link);
        if (after.Local != lane.Local || after.Remote != lane.Remote || after.Marker != lane.Marker || after.ParentId != lane.ParentId)
        {
            LaneRows.SaveNames(_statements, after);
        }

        if (byRemote is not null || byLocal is not null || LaneNaming.ChildrenSee(lane, after))
        {
            ReadyRows.RefreshChildren(session, after);
        }

        return (after, null);
    }

    private LaneState Absorb(LaneState lane, LaneState other)
    {
        var mine = OperationRows.ReadAllQueued(_statements, lane.Id);
        var theirs = OperationRows.ReadAllQueued(_statements, other.Id);
        var absorbed = LaneAbsorption.Absorb(lane, mine, other, theirs);
        foreach (var (id, by) in absorbed.Cancel)
        {
            var canceled = mine.Find(queued => queued.Id == id) ?? theirs.Find(queued => queued.Id == id)!;
            OperationRows.Cancel(session, LaneTransitions.Cancel(canceled, by, session.Now), canceled.LaneId);
        }

        foreach (var id in absorbed.Move)
        {
            OperationRows.Move(session, id, other.Id, lane.Id);
        }

        ReadyRows.Remove(session, other.Id);
        LaneRows.Remove(_statements, other.Id, lane.Id);
        return absorbed.Lane;
    }
}
