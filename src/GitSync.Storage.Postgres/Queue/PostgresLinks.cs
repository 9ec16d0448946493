namespace GitSync.Storage.Postgres;

/// <summary>Saves links with the names they bring, and takes in lanes that turn out to be the same resource; in memory.</summary>
internal sealed class PostgresLinks(WorkingSet set, PostgresSession session)
{
    /// <summary>The names that a link asks for; they must be read before <see cref="TrySaveAsync"/>.</summary>
    public static IEnumerable<LaneName> NamesOf(LaneLink? link)
    {
        if (link is null)
        {
            return [];
        }

        // The lane's kind is not known yet; a name of the other kind finds nothing.
        LaneName?[] names =
        [
            LaneNaming.RemoteOf(link),
            link.LocalId is { } task ? LaneName.OfTask(task) : null,
            link.LocalId is { } comment ? LaneName.OfComment(comment) : null,
        ];
        return names.OfType<LaneName>();
    }

    /// <returns>What stands in the way, and nothing was changed; null when it was saved.</returns>
    public async Task<CommitOutcome?> TrySaveAsync(LaneEntry lane, LaneLink link, CancellationToken cancellationToken)
    {
        var byRemote = Other(lane, set.Find(LaneNaming.RemoteOf(link)));
        var byLocal = Other(lane, set.Find(LaneNaming.LocalOf(lane.State, link)));
        if (LaneAbsorption.Obstacle(byRemote is null ? null : set.StateOf(byRemote), byLocal is null ? null : set.StateOf(byLocal)) is { } obstacle)
        {
            return obstacle;
        }

        foreach (var other in new[] { byRemote, byLocal }.OfType<LaneEntry>())
        {
            await AbsorbAsync(lane, other, cancellationToken).ConfigureAwait(false);
        }

        // Only a link without a remote side asks what the stored one had.
        var stored = link.Remote is null && lane.State.Remote is not null ? await ReadLinkAsync(lane, cancellationToken).ConfigureAwait(false) : LaneLink.Empty;
        set.Save(lane, LaneNaming.Linked(lane.State, link, stored));
        lane.NewLink = link;
        return null;
    }

    private static LaneEntry? Other(LaneEntry lane, LaneEntry? found) => found == lane ? null : found;

    private async Task AbsorbAsync(LaneEntry lane, LaneEntry other, CancellationToken cancellationToken)
    {
        await StoredDocumentsOf.ReadAsync(session, lane.Queued.Concat(other.Queued), cancellationToken).ConfigureAwait(false);
        var absorbed = LaneAbsorption.Absorb(
            set.StateOf(lane), Operations(lane), set.StateOf(other), Operations(other));
        foreach (var (id, by) in absorbed.Cancel)
        {
            LaneMoves.Cancel(lane.Queued.Exists(queued => queued.Operation.Id == id) ? lane : other, id, by, session.Now);
        }

        foreach (var id in absorbed.Move)
        {
            LaneMoves.Move(other, lane, id);
        }

        set.Remove(other, lane);
        set.Save(lane, absorbed.Lane);
    }

    private static SyncOperation[] Operations(LaneEntry lane) => [.. lane.Queued.Select(entry => entry.Operation)];

    private async Task<LaneLink> ReadLinkAsync(LaneEntry lane, CancellationToken cancellationToken)
    {
        if (lane.NewLink is { } known)
        {
            return known;
        }

        var batch = session.Batch();
        await using (batch.ConfigureAwait(false))
        {
            batch.Add(session.Sql.Lanes.Link, PostgresSession.Numbers([lane.Id]));
            return StoredDocuments.ReadLink(await batch.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as byte[]);
        }
    }
}
