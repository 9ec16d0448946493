namespace GitSync;

/// <summary>How the two sides of a resource differ without an operation that explains it.</summary>
public enum DriftKind
{
    /// <summary>Both are there, and fields differ (<see cref="DriftItem.Fields"/>).</summary>
    Differs,

    /// <summary>It is on GitHub, and no record here is linked with it.</summary>
    OnlyOnGitHub,

    /// <summary>It is linked, and GitHub does not show it any more.</summary>
    MissingOnGitHub,

    /// <summary>It is linked and on GitHub, and the application has no such record any more.</summary>
    RecordMissing,
}

/// <summary>What repair does about a field.</summary>
public enum DriftRemedy
{
    /// <summary>The record takes GitHub's value.</summary>
    WriteHere,

    /// <summary>GitHub takes the record's value.</summary>
    WriteGitHub,

    /// <summary>Both take the merged value: sets to which each side has added something of its own.</summary>
    WriteBoth,

    /// <summary>Nothing: both sides had changed it, and the policy leaves it to a person.</summary>
    Decide,
}

/// <summary>A field that differs.</summary>
/// <param name="Field">Its name, for example <c>title</c>.</param>
/// <param name="Here">The record's value as text, or null.</param>
/// <param name="OnGitHub">GitHub's value in the application's terms, as text, or null.</param>
/// <param name="Agreed">The value both had agreed on, or null.</param>
/// <param name="Remedy">What repair does.</param>
/// <param name="IsConflict">Whether both sides had changed it, so that the policy decided the remedy.</param>
public sealed record DriftField(string Field, string? Here, string? OnGitHub, string? Agreed, DriftRemedy Remedy, bool IsConflict);

/// <summary>One difference. A value: nothing has been changed.</summary>
public sealed record DriftItem
{
    /// <summary>How the two sides differ.</summary>
    public required DriftKind Kind { get; init; }

    /// <summary>Task or comment.</summary>
    public required ResourceKind Resource { get; init; }

    /// <summary>The record's name, or null while there is none.</summary>
    public LaneName? Local { get; init; }

    /// <summary>The name of GitHub's object.</summary>
    public required LaneName Remote { get; init; }

    /// <summary>What GitHub shows; null where it shows nothing.</summary>
    public RemoteItem? GitHub { get; init; }

    /// <summary>The page a person can open, or null.</summary>
    public string? Url { get; init; }

    /// <summary>The fields that differ; empty unless both sides are there.</summary>
    public IReadOnlyList<DriftField> Fields { get; init; } = [];

    /// <summary>What repair does, as a sentence.</summary>
    public required string Repair { get; init; }

    /// <summary>Whether repair does anything at all.</summary>
    public bool CanRepair { get; init; } = true;

    /// <summary>What the lane's last operation said, or null when there was none.</summary>
    public string? LastOutcome { get; init; }
}

/// <summary>A part of a report.</summary>
/// <param name="Items">What differs: at most one for each object of a page of GitHub's, or <see cref="IDriftReports.MaximumReads"/>.</param>
/// <param name="Compared">Objects that were looked at.</param>
/// <param name="Explained">Of these, how many were left out because an operation, a deletion, a filter or a decision to come explains them.</param>
/// <param name="Next">Where to go on; null at the end.</param>
public sealed record DriftPage(IReadOnlyList<DriftItem> Items, int Compared, int Explained, string? Next)
{
    /// <summary>Why this part could not be read, as a sentence; null when it was. <see cref="Next"/> then is where to try again, or null.</summary>
    public string? Error { get; init; }

    /// <summary>Not before, UTC, when GitHub said so; else null.</summary>
    public DateTimeOffset? RetryAt { get; init; }
}

/// <summary>What became of a repair.</summary>
/// <param name="Outcomes">What became of each operation on its way into the queue.</param>
/// <param name="Left">Differences that no operation can mend; their <see cref="DriftItem.Repair"/> says what can.</param>
/// <param name="Error">Why nothing was enqueued, as a sentence, or null.</param>
public sealed record DriftRepair(IReadOnlyList<EnqueueOutcome> Outcomes, int Left, string? Error = null);

/// <summary>What became of the repair of a whole report.</summary>
/// <param name="Enqueued">Operations that followed.</param>
/// <param name="Left">As in <see cref="DriftRepair"/>.</param>
/// <param name="Error">Why it ended early, as a sentence, or null.</param>
/// <param name="Next">Where to go on when it ended early, or null.</param>
public sealed record DriftRepairTotal(int Enqueued, int Left, string? Error, string? Next);

/// <summary>
/// Compares a repository with the records, and mends what differs. Reading writes nothing on either side and keeps no more than one page in memory; a
/// repair is ordinary operations of priority <see cref="SyncPriority.Reconcile"/>, which read both sides again, so a report may be old. Thread-safe.
/// </summary>
/// <remarks>Costs a request for every hundred issues and comments, and one for each object that is linked and not listed.</remarks>
public interface IDriftReports
{
    /// <summary>The most requests for single objects within one part of a report.</summary>
    const int MaximumReads = 100;

    /// <summary>The most differences that one repair takes.</summary>
    const int MaximumSelection = 250;

    /// <summary>The next part of a report. It can be empty although others follow.</summary>
    /// <param name="repositoryId">A connected repository.</param>
    /// <param name="cursor"><see cref="DriftPage.Next"/> of the part before; null to begin. Good on any host, at any later time.</param>
    /// <param name="cancellationToken">Gives up; the cursor stays good.</param>
    /// <exception cref="StoreUnavailableException">The store is away.</exception>
    Task<DriftPage> ReadAsync(long repositoryId, string? cursor = null, CancellationToken cancellationToken = default);

    /// <summary>Enqueues what mends a selection of differences.</summary>
    /// <param name="repositoryId">The repository of the report.</param>
    /// <param name="items">At most <see cref="MaximumSelection"/> of its items.</param>
    /// <param name="actor">Who wants it: the application's user id, or null.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ArgumentException">There are too many.</exception>
    /// <exception cref="StoreUnavailableException">The store is away.</exception>
    Task<DriftRepair> RepairAsync(
        long repositoryId, IReadOnlyCollection<DriftItem> items, string? actor = null, CancellationToken cancellationToken = default);
}

/// <summary>What can be done with every report.</summary>
public static class DriftReportsExtensions
{
    /// <summary>More parts than a repository of a million issues and comments each has.</summary>
    private const int MaximumParts = 50_000;

    /// <summary>Mends everything that a report finds, part by part.</summary>
    /// <param name="reports">The reports.</param>
    /// <param name="repositoryId">A connected repository.</param>
    /// <param name="cursor">Where an earlier repair ended; null to begin.</param>
    /// <param name="actor">Who wants it, or null.</param>
    /// <param name="cancellationToken">Stops between two parts; what is enqueued stays.</param>
    public static async Task<DriftRepairTotal> RepairAllAsync(
        this IDriftReports reports, long repositoryId, string? cursor = null, string? actor = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reports);
        var total = new DriftRepairTotal(0, 0, null, cursor);
        for (var part = 0; part < MaximumParts; part++)
        {
            var page = await reports.ReadAsync(repositoryId, total.Next, cancellationToken).ConfigureAwait(false);
            if (page.Error is not null)
            {
                return total with { Error = page.Error, Next = page.Next };
            }

            if (page.Items.Count > 0)
            {
                var repair = await reports.RepairAsync(repositoryId, page.Items, actor, cancellationToken).ConfigureAwait(false);
                if (repair.Error is not null)
                {
                    return total with { Error = repair.Error };
                }

                total = total with { Enqueued = total.Enqueued + repair.Outcomes.Count, Left = total.Left + repair.Left };
            }

            total = total with { Next = page.Next };
            if (total.Next is null)
            {
                break;
            }
        }

        return total;
    }
}
