namespace GitSync.Dashboard.Search;

/// <summary>A search as the store understands it.</summary>
/// <param name="Search">What the store looks for.</param>
/// <param name="Actor">Whose operations, looked at one by one; null for everybody's.</param>
internal sealed record ResolvedSearch(OperationSearch Search, string? Actor);

/// <summary>What came of looking names up.</summary>
/// <param name="Search">Null where nothing can be found, or where there is a mistake.</param>
/// <param name="Sentence">Why it is null.</param>
internal sealed record Resolution(ResolvedSearch? Search, string? Sentence);

/// <summary>Looks up the repositories, records and issues that a search names.</summary>
internal sealed class FilterResolver(ISyncReader reader, IConnectionStore connections, Func<long?, bool> seesInstallation)
{
    /// <summary>Hosts with more have to be asked by number.</summary>
    private const int MaximumConnections = 5_000;

    public async Task<Resolution> ResolveAsync(OperationFilter filter, CancellationToken cancellationToken)
    {
        if (filter.Id is { } id)
        {
            return Nothing($"{id} stands for one operation or one webhook: open it from the list of operations.");
        }

        var known = filter.Repository is not null || filter.Issue is not null ? await KnownAsync(cancellationToken) : [];
        long? repository = null;
        if (filter.Repository is { } written)
        {
            repository = VisibleConnections.IdOf(written, known);
            if (repository is null)
            {
                return Nothing($"No repository {written} is connected. Write repo:owner/name as GitHub has it now, or repo: with its numeric id.");
            }
        }

        var (lane, sentence) = await LaneAsync(filter, repository, known, cancellationToken);
        if (sentence is not null)
        {
            return Nothing(sentence);
        }

        var search = new OperationSearch
        {
            State = filter.State,
            Direction = filter.Direction,
            Kind = filter.Kind,
            RepositoryId = repository,
            LaneId = lane,
            ErrorCode = filter.Error,
            DeliveryId = filter.Delivery,
        };
        return new Resolution(new ResolvedSearch(search, filter.Actor), null);
    }

    /// <summary>Connections that the person sees, at most <see cref="MaximumConnections"/>.</summary>
    private async Task<IReadOnlyList<Connection>> KnownAsync(CancellationToken cancellationToken)
    {
        var known = new List<Connection>();
        await foreach (var connection in connections.EnumerateAsync(cancellationToken))
        {
            if (seesInstallation(connection.InstallationId))
            {
                known.Add(connection);
            }

            if (known.Count == MaximumConnections)
            {
                break;
            }
        }

        return known;
    }

    private static Resolution Nothing(string sentence) => new(null, sentence);

    private async Task<(long? Lane, string? Sentence)> LaneAsync(
        OperationFilter filter, long? repository, IReadOnlyList<Connection> known, CancellationToken cancellationToken)
    {
        var lanes = new List<long>();
        if (filter.Lane is { } lane)
        {
            lanes.Add(lane);
        }

        if (filter.Task is { } task)
        {
            if (await FindAsync([LaneName.OfTask(task)], cancellationToken) is not [{ } found])
            {
                return (null, $"GitSync knows nothing of a task {task}: it was never announced.");
            }

            lanes.Add(found.Lane.Id);
        }

        if (filter.Comment is { } comment)
        {
            if (await FindAsync([LaneName.OfComment(comment)], cancellationToken) is not [{ } found])
            {
                return (null, $"GitSync knows nothing of a comment {comment}: it was never announced.");
            }

            lanes.Add(found.Lane.Id);
        }

        if (filter.Issue is { } number)
        {
            var names = repository is { } id ? [LaneName.OfIssue(id, number)] : known.Take(OperationQuery.MaximumLimit).Select(each => LaneName.OfIssue(each.RepositoryId, number)).ToArray();
            switch (await FindAsync(names, cancellationToken))
            {
                case []:
                    return (null, $"GitSync knows nothing of an issue or pull request #{number} {(repository is null ? "in any connected repository" : "in that repository")}.");
                case [var one]:
                    lanes.Add(one.Lane.Id);
                    break;
                case var several:
                    var where = known.Where(each => several.Any(view => view.Lane.RepositoryId == each.RepositoryId)).Select(each => each.FullName);
                    return (null, $"#{number} is in several repositories ({string.Join(", ", where)}): add repo:owner/name.");
            }
        }

        return lanes.Distinct().Count() > 1 ? (null, "These name different resources, so nothing can be both.") : (lanes.Count > 0 ? lanes[0] : null, null);
    }

    private async Task<LaneView[]> FindAsync(LaneName[] names, CancellationToken cancellationToken) =>
        [.. (await reader.FindLanesAsync(names, cancellationToken)).Values.Where(view => seesInstallation(view.Lane.InstallationId))];
}
