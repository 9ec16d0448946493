namespace GitSync;

/// <summary>
/// Reads one part of a report: a page of GitHub's listings against the lanes and records of what is on it; at the end the lanes that no page has
/// shown. Writes nothing. Thread-safe.
/// </summary>
internal sealed class DriftReading(IGitHubGateway gitHub, ISyncReader reader, DriftComparison comparison, ClockOffset clock, TimeProvider time)
{
    /// <summary>Pages of our lanes within one part; nobody but the store is asked for them.</summary>
    private const int MaximumLanePages = 20;

    /// <exception cref="RemoteException">GitHub refused; the part can be read again.</exception>
    public async Task<DriftPage> ReadAsync(Connection connection, DriftCursor at, CancellationToken cancellationToken)
    {
        if (at.Stage == DriftStage.Lanes)
        {
            at = await CountLanesAsync(connection, at, cancellationToken).ConfigureAwait(false);
        }

        var repository = new RepositoryRef(connection.RepositoryId, connection.InstallationId, IsUrgent: false);
        return at.Stage switch
        {
            DriftStage.Lanes => new DriftPage([], 0, 0, at.ToString()),
            DriftStage.Issues => await ReadListingAsync<RemoteIssue>(
                connection, repository, at, gitHub.ListIssuesAsync, cancellationToken).ConfigureAwait(false),
            DriftStage.Comments => await ReadListingAsync<RemoteComment>(
                connection, repository, at, gitHub.ListCommentsAsync, cancellationToken).ConfigureAwait(false),
            DriftStage.Missing => await ReadMissingAsync(connection, repository, at, cancellationToken).ConfigureAwait(false),
            _ => throw new InvalidOperationException($"Unknown stage {at.Stage}."),
        };
    }

    private async Task<DriftPage> ReadListingAsync<T>(
        Connection connection,
        RepositoryRef repository,
        DriftCursor at,
        Func<RepositoryRef, RemoteListing, CancellationToken, Task<RemoteAnswer<RemotePage<T>>>> list,
        CancellationToken cancellationToken)
        where T : RemoteItem
    {
        var answer = await list(repository, new RemoteListing { Page = (int)at.At }, cancellationToken).ConfigureAwait(false);
        clock.Observe(answer.GitHubNow, time.GetUtcNow());
        var page = await CompareAsync(connection, at.Unseen, answer.Value.Items, cancellationToken).ConfigureAwait(false);
        return page with { Next = at.AfterPage(answer.Value.HasMore)?.ToString() };
    }

    /// <summary>Turns over every linked lane, so that those which the listings show can be turned back.</summary>
    private async Task<DriftCursor> CountLanesAsync(Connection connection, DriftCursor at, CancellationToken cancellationToken)
    {
        for (var page = 0; page < MaximumLanePages; page++)
        {
            var lanes = await ListLanesAsync(connection, at.At, cancellationToken).ConfigureAwait(false);
            foreach (var view in lanes.Where(IsLinked))
            {
                at.Unseen.Turn(view.Lane.Id);
            }

            if (lanes.Count < OperationQuery.MaximumLimit)
            {
                return at with { Stage = DriftStage.Issues, At = 1 };
            }

            at = at with { At = lanes[^1].Lane.Id };
        }

        return at;
    }

    private Task<IReadOnlyList<LaneView>> ListLanesAsync(Connection connection, long after, CancellationToken cancellationToken) => reader.ListLanesAsync(
        new LaneQuery { RepositoryId = connection.RepositoryId, After = after, Limit = OperationQuery.MaximumLimit }, cancellationToken);

    private static bool IsLinked(LaneView view) => view.Lane is { IsLinked: true, Tombstone: null };

    private async Task<DriftPage> CompareAsync(
        Connection connection, UnseenLanes unseen, IReadOnlyList<RemoteItem> seen, CancellationToken cancellationToken)
    {
        // A hundred objects, and for comments their issues: well within one read.
        var names = seen.Select(DriftComparison.NameOf).Concat(seen.Select(ParentOf).OfType<LaneName>()).Distinct();
        var lanes = await reader.FindLanesAsync([.. names], cancellationToken).ConfigureAwait(false);
        List<DriftItem> items = [];
        var explained = 0;
        foreach (var item in seen)
        {
            var view = lanes.GetValueOrDefault(DriftComparison.NameOf(item));
            if (view is not null && IsLinked(view))
            {
                unseen.Turn(view.Lane.Id);
            }

            var parent = ParentOf(item) is { } name ? lanes.GetValueOrDefault(name) : null;
            var (found, isExplained) = await comparison.CompareAsync(connection, item, view, parent, cancellationToken).ConfigureAwait(false);
            items.AddRange(found is null ? [] : [found]);
            explained += isExplained ? 1 : 0;
        }

        return new DriftPage(items, seen.Count, explained, null);
    }

    private static LaneName? ParentOf(RemoteItem item) => item is RemoteComment comment ? LaneName.OfIssue(comment.RepositoryId, comment.IssueNumber) : null;

    /// <summary>Reads each linked lane that may be one which no page showed: one that was overlooked because a page shifted is compared after all.</summary>
    private async Task<DriftPage> ReadMissingAsync(
        Connection connection, RepositoryRef repository, DriftCursor at, CancellationToken cancellationToken)
    {
        var lanes = await ListLanesAsync(connection, at.At, cancellationToken).ConfigureAwait(false);
        List<DriftItem> items = [];
        var (reads, explained) = (0, 0);
        foreach (var view in lanes)
        {
            if (reads == IDriftReports.MaximumReads)
            {
                return new DriftPage(items, reads, explained, at.ToString());
            }

            at = at with { At = view.Lane.Id };
            if (!IsLinked(view) || !at.Unseen.MayHold(view.Lane.Id) || view.Link.Remote is not { } remote)
            {
                continue;
            }

            reads++;
            var (found, isExplained) = await ReadAsync(connection, repository, view, remote, cancellationToken).ConfigureAwait(false);
            items.AddRange(found is null ? [] : [found]);
            explained += isExplained ? 1 : 0;
        }

        return new DriftPage(items, reads, explained, lanes.Count < OperationQuery.MaximumLimit ? null : at.ToString());
    }

    private async ValueTask<(DriftItem? Item, bool IsExplained)> ReadAsync(
        Connection connection, RepositoryRef repository, LaneView view, RemoteIdentity remote, CancellationToken cancellationToken)
    {
        if (DriftComparison.IsExplained(view.Lane))
        {
            return (null, true);
        }

        try
        {
            var location = new RemoteLocation(repository, remote.Number, remote.CommentId, remote.IsPullRequest);
            var answer = await comparison.ResourceOf(view.Lane.Kind).GetAsync(location, cancellationToken).ConfigureAwait(false);
            return await comparison.CompareAsync(connection, answer.Value, view, null, cancellationToken).ConfigureAwait(false);
        }
        catch (RemoteException failure) when (failure.Failure is RemoteFailure.NotFound or RemoteFailure.Gone or RemoteFailure.Moved)
        {
            return (
                new DriftItem
                {
                    Kind = DriftKind.MissingOnGitHub,
                    Resource = view.Lane.Kind,
                    Local = view.Lane.Local,
                    Remote = view.Lane.Remote!.Value,
                    Url = remote.Url,
                    Repair = failure.Failure == RemoteFailure.Moved
                        ? "Reads it again: what was moved to another repository is no longer kept in step."
                        : "Reads it again and carries a deletion over by policy; a 404 alone deletes nothing.",
                    LastOutcome = view.Lane.LastOutcome?.Explanation,
                },
                false);
        }
    }
}
