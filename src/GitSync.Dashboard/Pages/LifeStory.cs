using GitSync.Dashboard.Parts;

namespace GitSync.Dashboard.Pages;

/// <summary>One step of an operation's life.</summary>
/// <param name="State">The state it entered.</param>
/// <param name="At">When.</param>
/// <param name="Sentence">What happened, or null.</param>
internal sealed record LifeStep(OperationState State, DateTimeOffset At, string? Sentence);

/// <summary>The states that an operation went through, as far as it and the audit log remember. Pure.</summary>
internal static class LifeStory
{
    /// <summary>The steps, in order.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="entries">What people did to it.</param>
    public static IReadOnlyList<LifeStep> Of(SyncOperation operation, IReadOnlyList<AuditEntry> entries)
    {
        if (operation.State.IsEnded() && operation.StartedAt is null && operation.EndedAt == operation.CreatedAt)
        {
            return [new LifeStep(operation.State, operation.CreatedAt, "Decided when it arrived; it never waited.")];
        }

        return [.. Steps(operation).Concat(entries.Select(Step)).OrderBy(step => step.At)];
    }

    private static IEnumerable<LifeStep> Steps(SyncOperation operation)
    {
        yield return new LifeStep(
            OperationState.Queued,
            operation.CreatedAt,
            operation.WaitingSince < operation.CreatedAt
                ? $"Accepted. It takes the place of one that had waited for {Durations.Of(operation.CreatedAt - operation.WaitingSince)}."
                : "Accepted.");
        foreach (var failure in operation.Failures.Where(failure => failure.EndedAt != operation.EndedAt))
        {
            var status = failure.Error.HttpStatus is { } code ? string.Create(CultureInfo.InvariantCulture, $" ({code})") : "";
            yield return new LifeStep(OperationState.Errored, failure.EndedAt, $"A try failed: {failure.Error.Code}{status}: {failure.Error.Message}");
        }

        if (operation.StartedAt is { } started)
        {
            yield return operation.State == OperationState.Queued
                ? new LifeStep(OperationState.Queued, started, "Looked at last, and put back.")
                : new LifeStep(OperationState.Processing, started, "The last try began.");
        }

        if (operation is { State: OperationState.Queued, DueAt: { } due })
        {
            yield return new LifeStep(OperationState.Queued, due, "The next try comes no sooner than this.");
        }

        if (operation.EndedAt is { } ended)
        {
            yield return new LifeStep(operation.State, ended, $"Ended, {Durations.Of(ended - operation.CreatedAt)} after it was accepted.");
        }
    }

    private static LifeStep Step(AuditEntry entry) => new(
        entry.Action == "cancel" ? OperationState.Canceled : OperationState.Queued,
        entry.At,
        $"{entry.Actor} asked for: {entry.Action}{(entry.Reason is null ? "" : ", because: " + entry.Reason)}.");
}
