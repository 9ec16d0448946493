namespace GitSync.Dashboard.Pages;

/// <summary>What came of reading an application's record.</summary>
/// <param name="Content">What it holds; null when there is none, or it cannot be read.</param>
/// <param name="Failure">Why it cannot be read, as a sentence; null when it can.</param>
internal sealed record RecordReading(ResourceContent? Content, string? Failure)
{
    /// <summary>Reads one. The application's database may be away while the store is not: then a page says so, and shows the rest.</summary>
    public static async Task<RecordReading> ReadAsync(
        ResourceKind kind, string? id, ITaskRecords tasks, ICommentRecords comments, CancellationToken cancellationToken)
    {
        try
        {
            return new RecordReading(
                (kind, id) switch
                {
                    (_, null) => null,
                    (ResourceKind.Task, { } task) => (await tasks.FindAsync(task, cancellationToken))?.Content,
                    (ResourceKind.Comment, { } comment) => (await comments.FindAsync(comment, cancellationToken))?.Content,
                    _ => null,
                },
                null);
        }
        catch (Exception failure) when (IsApplications(failure))
        {
            return new RecordReading(null, SentenceOf(failure));
        }
    }

    /// <summary>Whether something thrown may be the application's own: its exceptions are of every kind.</summary>
    public static bool IsApplications(Exception failure) => failure is not (OperationCanceledException or StoreUnavailableException or OutOfMemoryException);

    /// <summary>Without the exception's own text: it may hold a connection string.</summary>
    public static string SentenceOf(Exception failure) => $"The application's record cannot be read at this moment ({failure.GetType().Name}).";
}
