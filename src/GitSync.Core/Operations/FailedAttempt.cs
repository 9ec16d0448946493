namespace GitSync;

/// <summary>An attempt that ended with an error, whether it was tried again or not.</summary>
/// <param name="Number">Which attempt it was, from 1; an administrator's retry begins at 1 again.</param>
/// <param name="StartedAt">When it began, or null when that is not known.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Error">What went wrong.</param>
public sealed record FailedAttempt(int Number, DateTimeOffset? StartedAt, DateTimeOffset EndedAt, OperationError Error)
{
    /// <summary>
    /// The failures of an operation with the one that this completion may report. Waiting that spends no attempt (a limit) is none: it would push
    /// out what a person looks for.
    /// </summary>
    internal static IReadOnlyList<FailedAttempt> After(SyncOperation operation, Completion completion, DateTimeOffset now)
    {
        if (!completion.IsFailedAttempt)
        {
            return operation.Failures;
        }

        var before = operation.Failures.Skip(operation.Failures.Count - SyncOperation.MaximumFailures + 1);
        return [.. before, new FailedAttempt(operation.Attempts, operation.StartedAt, now, completion.Error!)];
    }
}
