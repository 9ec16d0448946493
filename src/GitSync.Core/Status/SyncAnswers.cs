namespace GitSync;

/// <summary>From all that is known of a record to one reason and one sentence: the first that holds. Pure.</summary>
internal static class SyncAnswers
{
    public static (SyncReason Reason, string Answer) Of(SyncExplanation known)
    {
        if (known.Lane is not { } view || known.Status.Kind == SyncStatusKind.Unknown)
        {
            return Unknown(known);
        }

        if (view.Lane.Tombstone is not null && !IsWaiting(view.Lane) && known.Status.Kind != SyncStatusKind.Failed)
        {
            return (SyncReason.Deleted, known.Status.Explanation);
        }

        if (NotConnected(known) is { } unconnected)
        {
            return (SyncReason.NotConnected, unconnected);
        }

        if (Refusal(known) is { } off)
        {
            return (SyncReason.SyncOff, off);
        }

        return IsWaiting(view.Lane) ? Waiting(known, view) : Ended(known, view);
    }

    private static bool IsWaiting(LaneState lane) => (lane.Running ?? lane.QueuedInbound ?? lane.QueuedOutbound) is not null;

    private static (SyncReason Reason, string Answer) Unknown(SyncExplanation known)
    {
        var what = known.Kind == ResourceKind.Task ? "task" : "comment";
        if (!known.HasRecord)
        {
            return (SyncReason.NoRecord, $"There is no {what} {known.RecordId} here, and GitSync knows nothing of one.");
        }

        var change = known.Kind == ResourceKind.Task ? nameof(TaskChanged) : nameof(CommentChanged);
        var besides = NotConnected(known) ?? Refusal(known);
        return (
            SyncReason.NotAnnounced,
            $"The {what} was never announced: after saving it, call ISyncEnqueuer.EnqueueAsync with a {change}.{(besides is null ? "" : " Besides: " + besides)}");
    }

    private static string? NotConnected(SyncExplanation known) => (known.Connection, known.Project) switch
    {
        (not null, _) => null,
        (null, { } project) => $"Project {project} is not connected to a repository: connect it (IConnections.ConnectAsync), then announce the record again.",
        (null, null) => "Its repository is not connected to a project any more.",
    };

    private static string? Refusal(SyncExplanation known) =>
        known.Connection?.Admit(null) is { Refusal: not null, Reason: var reason } ? "Not synchronised: " + reason : null;

    private static (SyncReason Reason, string Answer) Waiting(SyncExplanation known, LaneView view)
    {
        if (view.Lane.Running is not null)
        {
            return (SyncReason.Running, "It is being brought in step at this moment.");
        }

        if (view.Lane.WaitsForParent)
        {
            return (SyncReason.WaitsForTask, "The comment waits for its task to be on both sides; ask why the task is not.");
        }

        if (known.Writes is { Mode: WriteMode.Off } off && view.Lane.QueuedOutbound is not null)
        {
            return (SyncReason.WritesOff, "Writes to GitHub are switched off, so it waits" + (off.Reason is null ? "." : ": " + off.Reason));
        }

        if (view.HeadDueAt is not null)
        {
            return known.Head switch
            {
                { Rule: SyncRule.BreakerOpen, Explanation: { } sentence } => (SyncReason.BreakerOpen, sentence),
                { Rule: SyncRule.Limited, Explanation: { } sentence } => (SyncReason.Limited, sentence),
                { Rule: SyncRule.Retry, Explanation: { } sentence } => (SyncReason.Retrying, sentence),
                { Rule: SyncRule.WritesOff } => (
                    SyncReason.WritesOff, $"{known.Status.Explanation.TrimEnd('.')}: writes to GitHub were switched off when it was tried last."),
                _ => (SyncReason.Queued, known.Status.Explanation),
            };
        }

        return known.Limit is { } limit
            ? (SyncReason.Limited, $"Waiting until {RuleExplanation.Time(limit.Until)}: {limit.Reason}.")
            : (SyncReason.Queued, "It is queued and nothing stands against it: it starts as soon as a host has a free place.");
    }

    private static (SyncReason Reason, string Answer) Ended(SyncExplanation known, LaneView view) => known.Status.Kind switch
    {
        SyncStatusKind.Failed => (
            SyncReason.Failed, $"{known.Status.Explanation} Once the cause is gone, queue it again (ISyncQueue.RetryAsync) or edit the record."),
        SyncStatusKind.Conflict => (SyncReason.Conflict, known.Status.Explanation),
        SyncStatusKind.Filtered => Filtered(known, view.Lane.LastOutcome?.Rule),
        _ when known.UnannouncedFields.Count > 0 => (
            SyncReason.ChangedUnannounced,
            $"The record's {string.Join(" and ", known.UnannouncedFields)} changed since both sides were in step, and nobody announced it: "
                + "call ISyncEnqueuer.EnqueueAsync after saving."),
        _ => (SyncReason.InStep, $"Both sides are in step since {RuleExplanation.Time(view.Lane.LastOutcome?.At)}: {known.Status.Explanation}"),
    };

    private static (SyncReason Reason, string Answer) Filtered(SyncExplanation known, SyncRule? rule)
    {
        var reason = rule switch
        {
            SyncRule.OutboundClosed or SyncRule.Withdrawn => SyncReason.OutboundClosed,
            SyncRule.NotConnected => SyncReason.NotConnected,
            SyncRule.SyncOff or SyncRule.InstallationSuspended => SyncReason.SyncOff,
            SyncRule.Shadowed => SyncReason.Shadowed,
            _ => SyncReason.LeftOut,
        };
        var isOver = reason switch
        {
            SyncReason.OutboundClosed => known.Outbound is { Refusal: null },
            SyncReason.Shadowed => known.Writes?.Mode == WriteMode.On,
            _ => reason is SyncReason.NotConnected or SyncReason.SyncOff,
        };
        return (reason, known.Status.Explanation + (isOver ? " That is over by now: announce the record again." : ""));
    }
}
