namespace GitSync;

/// <summary>The default explainer: gathers what is known, and lets <see cref="SyncAnswers"/> say it.</summary>
/// <param name="reader">Lanes, operations and deliveries.</param>
/// <param name="connections">Connections.</param>
/// <param name="tasks">The application's tasks.</param>
/// <param name="comments">The application's comments.</param>
/// <param name="outbound">What may leave.</param>
/// <param name="switches">Whether GitHub is written to.</param>
/// <param name="breakers">What stops closes and deletions.</param>
/// <param name="limits">What GitHub allows; null when the gateway tells nothing of limits.</param>
internal sealed class SyncExplainer(
    ISyncReader reader,
    IConnectionStore connections,
    ITaskRecords tasks,
    ICommentRecords comments,
    IOutboundPolicy outbound,
    IWriteSwitches switches,
    IRemovalBreakers breakers,
    IRemoteLimits? limits = null) : ISyncExplainer
{
    public async Task<SyncExplanation> ExplainAsync(ResourceKind kind, string recordId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(recordId);
        var name = LaneName.OfRecord(kind, recordId);
        var view = (await reader.FindLanesAsync([name], cancellationToken).ConfigureAwait(false)).GetValueOrDefault(name);
        var (content, project) = await FindRecordAsync(kind, recordId, cancellationToken).ConfigureAwait(false);
        var connection = await FindConnectionAsync(project, view, cancellationToken).ConfigureAwait(false);
        var operations = view is null ? [] : await FindOperationsAsync(view, cancellationToken).ConfigureAwait(false);
        var delivered = operations.FirstOrDefault(operation => operation.DeliveryId is not null)?.DeliveryId;
        var known = new SyncExplanation
        {
            Kind = kind,
            RecordId = recordId,
            Status = SyncStatuses.Of(view),
            HasRecord = content is not null,
            Project = project,
            Connection = connection,
            Outbound = content is not null && project is not null
                ? await outbound.MayLeaveAsync(kind, recordId, project, cancellationToken).ConfigureAwait(false)
                : null,
            Writes = connection is null ? null : await switches.FindAsync(connection.RepositoryId, cancellationToken).ConfigureAwait(false),
            Limit = connection is null || limits is null ? null : await limits.FindAsync(connection.InstallationId, cancellationToken).ConfigureAwait(false),
            Breaker = connection is null ? null : await breakers.FindAsync(connection.RepositoryId, cancellationToken).ConfigureAwait(false),
            Lane = view,
            Head = operations.Where(operation => operation.State == OperationState.Queued)
                .OrderBy(operation => operation.OrderedAt).ThenBy(operation => operation.Id).FirstOrDefault(),
            Operations = operations,
            Delivery = delivered is { } id ? await reader.FindDeliveryAsync(id, cancellationToken).ConfigureAwait(false) : null,
            UnannouncedFields = UnannouncedOf(content, view),
        };
        var (reason, answer) = SyncAnswers.Of(known);
        return known with { Reason = reason, Answer = answer };
    }

    private async ValueTask<(ResourceContent? Content, string? Project)> FindRecordAsync(
        ResourceKind kind, string recordId, CancellationToken cancellationToken)
    {
        if (kind == ResourceKind.Task)
        {
            var task = await tasks.FindAsync(recordId, cancellationToken).ConfigureAwait(false);
            return (task?.Content, task?.Project);
        }

        var comment = await comments.FindAsync(recordId, cancellationToken).ConfigureAwait(false);
        var owner = comment is null ? null : await tasks.FindAsync(comment.TaskId, cancellationToken).ConfigureAwait(false);
        return (comment?.Content, owner?.Project);
    }

    private async ValueTask<Connection?> FindConnectionAsync(string? project, LaneView? view, CancellationToken cancellationToken) =>
        (project, view?.Lane.RepositoryId) switch
        {
            ({ } known, _) => await connections.FindByProjectAsync(known, cancellationToken).ConfigureAwait(false),
            (null, > 0 and { } repository) => await connections.FindByRepositoryAsync(repository, cancellationToken).ConfigureAwait(false),
            _ => null,
        };

    /// <summary>Those that the lane names; ended ones may have been removed after their retention.</summary>
    private async Task<IReadOnlyList<SyncOperation>> FindOperationsAsync(LaneView view, CancellationToken cancellationToken)
    {
        var lane = view.Lane;
        Guid?[] named =
        [
            lane.Running?.Id, lane.QueuedInbound?.Id, lane.QueuedOutbound?.Id, lane.LastOutcome?.OperationId,
            lane.Watermark?.OperationId, lane.PullRequestWatermark?.OperationId, lane.RecordWatermark?.OperationId, view.Link.Base?.OperationId,
        ];
        List<SyncOperation> found = [];
        foreach (var id in named.OfType<Guid>().Distinct().OrderDescending().Take(ISyncExplainer.MaximumOperations))
        {
            if (await reader.FindOperationAsync(id, cancellationToken).ConfigureAwait(false) is { } operation)
            {
                found.Add(operation);
            }
        }

        return found;
    }

    /// <summary>Only fields that GitHub never drops: labels, assignees and milestones stay different without write access, and that was said.</summary>
    private static string[] UnannouncedOf(ResourceContent? content, LaneView? view) =>
        content is null || view?.Link.Base?.Content is not { } agreed || agreed.GetType() != content.GetType()
            ? []
            : [.. ContentFields.Of(content).Where(field => field.Name switch
            {
                "title" or "body" => field.Differs(content, agreed),
                "state" => ((TaskContent)content).IsOpen != ((TaskContent)agreed).IsOpen,
                _ => false,
            }).Select(field => field.Name)];
}
