using Npgsql;

namespace GitSync.Storage.Postgres;

/// <summary>
/// Gets the lanes whose claims end into a set, locked: those that this process handed out are asked whether they are still the same, which touches a third of
/// the columns and parses none of them; the others, and those that changed, are read.
/// </summary>
internal sealed class LaneRecall
{
    private readonly WorkingSet _set;
    private readonly PostgresSession _session;
    private readonly IReadOnlyList<Completion> _completions;
    private readonly Dictionary<long, ClaimedLane> _known = [];
    private readonly List<long> _unknown = [];
    private readonly LaneName[] _names;

    public LaneRecall(WorkingSet set, PostgresSession session, ClaimedLanes claimed, IReadOnlyList<Completion> completions)
    {
        (_set, _session, _completions) = (set, session, completions);
        var names = new HashSet<LaneName>();
        foreach (var completion in completions)
        {
            if (claimed.Find(completion.Lease) is { } lane && _known.TryAdd(completion.Lease.LaneId, lane))
            {
                names.UnionWith(OtherNames(lane.State, completion.Link));
            }
            else
            {
                _unknown.Add(completion.Lease.LaneId);
                names.UnionWith(PostgresLinks.NamesOf(completion.Link));
            }
        }

        _names = [.. names];
    }

    private bool ReadsSome => _unknown.Count > 0 || _names.Length > 0;

    /// <summary>Adds the statements; <see cref="ReadAsync"/> takes their answers.</summary>
    public void AddTo(NpgsqlBatch batch)
    {
        var sql = _session.Sql.Lanes;
        _set.Ask(_names);
        string[] names = [.. _names.Select(StoredText.Name)];
        var lanes = PostgresSession.Numbers(_completions.Select(completion => completion.Lease.LaneId));
        if (names.Length == 0)
        {
            batch.Add(sql.Lock(sql.ByRunning), lanes);
        }
        else
        {
            batch.Add(sql.Lock(sql.ByClaims), lanes, PostgresSession.Texts(names));
        }

        if (_known.Count > 0)
        {
            batch.Add(sql.Versions, PostgresSession.Numbers(_known.Keys), PostgresSession.Numbers(_known.Values.Select(lane => lane.Key)));
        }

        if (ReadsSome)
        {
            batch.Add(sql.Read(sql.ByClaims), PostgresSession.Numbers(_unknown), PostgresSession.Texts(names));
        }
    }

    public async Task ReadAsync(NpgsqlDataReader rows, CancellationToken cancellationToken)
    {
        var locked = await LaneReader.ReadLockedAsync(rows, cancellationToken).ConfigureAwait(false);
        if (_known.Count > 0)
        {
            await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
            foreach (var (id, found) in await ReadVersionsAsync(rows, cancellationToken).ConfigureAwait(false))
            {
                if (locked.Contains(id) && _known[id].IsSame(found))
                {
                    _known[id].AddTo(_set);
                }
            }
        }

        if (ReadsSome)
        {
            await LaneReader.ReadAsync(_set, rows, locked, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads those that changed, in a round trip of its own when there are some.</summary>
    public async Task ReadChangedAsync(CancellationToken cancellationToken)
    {
        var changed = _completions.Where(completion => _known.ContainsKey(completion.Lease.LaneId) && _set.Find(completion.Lease.LaneId) is null).ToArray();
        if (changed.Length == 0)
        {
            return;
        }

        LaneName[] names = [.. changed.SelectMany(completion => PostgresLinks.NamesOf(completion.Link)).Distinct()];
        _set.Ask(names);
        await LaneReader.ReadAsync(
            _set,
            _session,
            _session.Sql.Lanes.ByClaims,
            () => [PostgresSession.Numbers(changed.Select(completion => completion.Lease.LaneId)), PostgresSession.Texts(names.Select(StoredText.Name))],
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What a link asks for beyond the lane's own names, which are there with it.</summary>
    private static IEnumerable<LaneName> OtherNames(LaneState lane, LaneLink? link)
    {
        if (link is null)
        {
            return [];
        }

        LaneName?[] names = [LaneNaming.RemoteOf(link), LaneNaming.LocalOf(lane, link)];
        return names.OfType<LaneName>().Where(name => name != lane.Remote && name != lane.Local);
    }

    private static async Task<Dictionary<long, LaneVersions>> ReadVersionsAsync(NpgsqlDataReader rows, CancellationToken cancellationToken)
    {
        var lanes = new Dictionary<long, LaneVersions>();
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var row = new RowReader(rows);
            var id = row.NextLong();
            if (!lanes.TryGetValue(id, out var lane))
            {
                lane = new LaneVersions(row.NextVersion(), row.NextVersionOrNull(), row.NextGuid(), row.NextText(), row.NextLong(), []);
                lanes.Add(id, lane);
            }

            row = new RowReader(rows, LaneVersions.Columns);
            lane.Operations.Add((row.NextGuid(), row.NextVersion()));
        }

        return lanes;
    }
}
