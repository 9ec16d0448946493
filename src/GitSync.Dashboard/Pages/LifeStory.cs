using GitSync.Dashboard.Parts;

namespace GitSync.Dashboard.Pages;

/// <summary>One step of an operation's life.</summary>
/// <param name="State">The state it entered.</param>
/// <param name="At">When.</param>
/// <param name="Sentence">What happened, or null.</param>
internal sealed record LifeStep(OperationState State, DateTimeOffset At, string? Sentence);

/// <summary>The states that an operation went through, as far as it remembers. Pure.</summary>
internal static class LifeStory
{
    public static IReadOnlyList<LifeStep> Of(SyncOperation operation)
    {
        if (operation.State.IsEnded() && operation.StartedAt is null && operation.EndedAt == operation.CreatedAt)
        {
            return [new LifeStep(operation.State, operation.CreatedAt, "Decided when it arrived; it never waited.")];
        }

        var steps = new List<LifeStep>
        {
            new(
                OperationState.Queued,
                operation.CreatedAt,
                operation.WaitingSince < operation.CreatedAt ? $"Accepted. It takes the place of one that had waited for {Durations.Of(operation.CreatedAt - operation.WaitingSince)}." : "Accepted."),
        };
        foreach (var failure in operation.Failures.Where(failure => failure.EndedAt != operation.EndedAt))
        {
            var status = failure.Error.HttpStatus is { } code ? string.Create(CultureInfo.InvariantCulture, $" ({code})") : "";
            steps.Add(new LifeStep(
                OperationState.Queued,
                failure.EndedAt,
                string.Create(CultureInfo.InvariantCulture, $"Attempt {failure.Number} failed: {failure.Error.Code}{status}: {failure.Error.Message}")));
        }

        if (operation.StartedAt is { } started && (operation.State != OperationState.Queued || operation.Failures.Count == 0))
        {
            steps.Add(new LifeStep(
                OperationState.Processing,
                started,
                string.Create(CultureInfo.InvariantCulture, $"Attempt {operation.Attempts} began after {Durations.Of(started - operation.CreatedAt)}.")));
        }

        if (operation is { State: OperationState.Queued, DueAt: { } due })
        {
            steps.Add(new LifeStep(OperationState.Queued, due, "Not tried before this."));
        }

        if (operation.EndedAt is { } ended)
        {
            steps.Add(new LifeStep(operation.State, ended, $"Ended {Durations.Of(ended - (operation.StartedAt ?? operation.CreatedAt))} later."));
        }

        return steps;
    }
}
