using System.Globalization;
using Microsoft.Extensions.Logging;

namespace GitSync;

/// <summary>
/// Looks at everything again when sync of a repository began anew (<see cref="Connection.Resumptions"/>): every lane whose last operation was refused
/// for what is over now, or failed, is brought in step anew, and the repository is looked through for what nobody told of meanwhile. So a change made here
/// arrives, and one made on GitHub is not forgotten.
/// </summary>
internal sealed partial class LaneReview(
    ISyncStore store,
    RepositorySweeper sweeps,
    MissingSweep missing,
    RefusedDeletions deletions,
    OperationIds ids,
    ISyncDispatcher dispatcher,
    TimeProvider time,
    ILogger<LaneReview> logger) : IRepairTask
{
    /// <summary>Lanes per turn; the next ones follow at once.</summary>
    private const int Portion = 200;

    /// <summary>How often it is looked whether sync of a repository began anew.</summary>
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);

    /// <summary>By then every operation is stored that was refused because of the connection as it was before.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan HeldFor = TimeSpan.FromMinutes(2);

    private readonly ILogger _logger = logger;
    private readonly string _host = ids.Next().ToString("N");

    /// <summary>While a repository is off, being on again is still to come, with another number.</summary>
    public Task<DateTimeOffset?> RunDueAsync(CancellationToken cancellationToken) =>
        store.WorkOnEachAsync(connection => connection.Admit(null).Refusal is null, RunAsync, cancellationToken);

    private async Task<DateTimeOffset> RunAsync(Connection connection, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var name = string.Create(CultureInfo.InvariantCulture, $"review/{connection.RepositoryId}");
        var known = ReviewState.Read(await store.FindStateAsync(name, cancellationToken).ConfigureAwait(false));
        if (!known.IsDue(connection.Resumptions))
        {
            return now + Every;
        }

        var taken = ReviewState.Read(await store.ChangeStateAsync(
            name,
            document => ReviewState.Read(document).Take(connection.Resumptions, _host, now, Settle, HeldFor) is { } after ? after.Write() : document,
            cancellationToken).ConfigureAwait(false));
        return taken.Turn.Host == _host
            ? await ReviewAsync(connection, name, taken, cancellationToken).ConfigureAwait(false)
            : taken.IsDue(connection.Resumptions) ? taken.Turn.AskAt : now + Every;
    }

    private async Task<DateTimeOffset> ReviewAsync(Connection connection, string name, ReviewState state, CancellationToken cancellationToken)
    {
        if (state.After == 0)
        {
            await sweeps.ResumeAsync(connection.RepositoryId, cancellationToken).ConfigureAwait(false);
            await missing.ResumeAsync(connection.RepositoryId, cancellationToken).ConfigureAwait(false);
        }

        var query = new LaneQuery { RepositoryId = connection.RepositoryId, After = state.After, Limit = Portion };
        var lanes = await store.ListLanesAsync(query, cancellationToken).ConfigureAwait(false);
        var items = new List<EnqueueItem>(lanes.Count);
        foreach (var lane in lanes.Select(view => view.Lane).Where(WasRefused))
        {
            var again = await deletions.WasRefusedAsync(lane, cancellationToken).ConfigureAwait(false)
                ? LaneRefresh.Deletion(lane, connection, ids)
                : LaneRefresh.Of(lane, connection, ids);
            if (again is not null)
            {
                items.Add(again);
            }
        }

        if (items.Count > 0)
        {
            await store.EnqueueAsync(new EnqueueBatch { Items = items }, null, cancellationToken).ConfigureAwait(false);
            dispatcher.Wake();
            LogReviewed(items.Count, connection.FullName);
        }

        var now = time.GetUtcNow();
        var isLast = lanes.Count < Portion;
        var after = isLast ? state.End(now) : state with { After = lanes[^1].Lane.Id, Turn = state.Turn.Release(now) };
        await store.ChangeStateAsync(name, document => ReviewState.Read(document) == state ? after.Write() : document, cancellationToken)
            .ConfigureAwait(false);
        return isLast ? now + Every : now;
    }

    /// <summary>
    /// On arrival, when it was about to run, or by GitHub: for want of permissions, or before the webhook came that says why. A record that is missing
    /// may be one whose deletion was refused, and of which GitHub had news since. A lane that nothing was ever done for may be a comment that came while its
    /// task was to be deleted.
    /// </summary>
    private static bool WasRefused(LaneState lane) => lane.Tombstone is null && (IsUntouched(lane) || lane.LastOutcome is
        { Rule: SyncRule.SyncOff or SyncRule.InstallationSuspended or SyncRule.NotConnected or SyncRule.ForeignInstallation } or { State: OperationState.Errored }
            or { Rule: SyncRule.RecordMissing });

    private static bool IsUntouched(LaneState lane) => lane is { LastOutcome: null, IsLinked: false, ParentTombstone: null, QueuedInbound: null, QueuedOutbound: null, Running: null };

    [LoggerMessage(1321, LogLevel.Information, "{Count} lanes of {Repository} that were refused or failed are looked at again")]
    private partial void LogReviewed(int count, string repository);
}
