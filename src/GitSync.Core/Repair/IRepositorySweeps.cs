namespace GitSync;

/// <summary>What a repository is being looked through for.</summary>
public enum SweepStage
{
    /// <summary>All issues and pull requests, for the first time.</summary>
    BackfillIssues,

    /// <summary>All comments, for the first time.</summary>
    BackfillComments,

    /// <summary>Issues and pull requests that changed since the last look.</summary>
    ChangedIssues,

    /// <summary>Comments that changed since the last look.</summary>
    ChangedComments,
}

/// <summary>How far the look through a repository has come.</summary>
/// <param name="RepositoryId">The repository.</param>
/// <param name="Stage">What it is being looked through for.</param>
/// <param name="Listed">Objects that were listed so far, each time they were.</param>
/// <param name="Enqueued">Operations that followed.</param>
/// <param name="Pages">Pages that were read, unchanged ones included.</param>
/// <param name="PagesLeft">Pages of this stage of a backfill that are left; null when it is not known, or none is under way.</param>
/// <param name="BackfillEndedAt">When everything had been listed once, UTC; null before.</param>
/// <param name="NextAt">When it goes on, UTC.</param>
/// <param name="Error">Why the last page could not be read, or null.</param>
public sealed record SweepProgress(
    long RepositoryId, SweepStage Stage, long Listed, long Enqueued, long Pages, int? PagesLeft, DateTimeOffset? BackfillEndedAt, DateTimeOffset NextAt,
    string? Error);

/// <summary>
/// The look through connected repositories for what webhooks did not bring. It runs by itself; this is to see how far it has come, to wish for a
/// whole one, and for tests. Thread-safe.
/// </summary>
public interface IRepositorySweeps : IRepairTask
{
    /// <summary>How far a repository's look has come; null when none has begun.</summary>
    Task<SweepProgress?> FindProgressAsync(long repositoryId, CancellationToken cancellationToken = default);

    /// <summary>Looks through the whole repository again, from the beginning: a person's wish.</summary>
    Task BackfillAgainAsync(long repositoryId, CancellationToken cancellationToken = default);
}
