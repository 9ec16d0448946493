using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GitSync.GitHub;

/// <summary>
/// Asks GitHub again for webhooks that failed: it lists them for three days and never sends them again by itself. What is stored already, because
/// only the answer was lost, is left alone. Any host does it, one at a time.
/// </summary>
internal sealed partial class FailedDeliveries(
    DeliveryAttempts attempts,
    ISyncReader reader,
    ISharedState shared,
    OperationIds ids,
    TimeProvider time,
    IOptions<GitHubOptions> gitHub,
    IOptions<GitSyncOptions> options,
    ILogger<FailedDeliveries> logger) : IRepairTask
{
    private const string Name = "deliveries/app";

    /// <summary>Pages of one look: 20,000 attempts. What lies behind is found by sweeps.</summary>
    private const int MaximumPages = 200;

    /// <summary>Requests after which the turn is renewed: together they take less than <see cref="HeldFor"/>.</summary>
    private const int RenewEvery = 5;

    /// <summary>How long a host may be silent in the middle. Renewed, so that a look may take long and a dead host is followed soon.</summary>
    private static readonly TimeSpan HeldFor = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan AfterAFailure = TimeSpan.FromMinutes(5);

    private readonly ILogger _logger = logger;
    private readonly string _host = ids.Next().ToString("N");

    public async Task<DateTimeOffset?> RunDueAsync(CancellationToken cancellationToken)
    {
        var interval = options.Value.Repair.RedeliveryInterval;
        if (!gitHub.Value.UsesApp || interval == TimeSpan.Zero)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var state = RedeliveryState.Read(await shared.FindStateAsync(Name, cancellationToken).ConfigureAwait(false));
        if (!state.Turn.IsFree(now))
        {
            return state.Turn.AskAt;
        }

        state = await ChangeAsync(
            stored => stored.Turn.IsFree(now) ? stored with { Turn = stored.Turn.Take(_host, now + HeldFor) } : stored, cancellationToken)
            .ConfigureAwait(false);
        if (state.Turn.Host != _host)
        {
            return state.Turn.AskAt;
        }

        RedeliveryState after;
        try
        {
            after = await LookAsync(state, now, interval, cancellationToken).ConfigureAwait(false);
        }
        catch (RemoteException failure)
        {
            LogFailed(failure.Failure, failure.Message);
            after = state with { Error = failure.Message, Turn = state.Turn.Release(failure.RetryAt ?? now + AfterAFailure) };
        }

        // A host that was silent for too long has been followed by another one, which knows better.
        return (await ChangeAsync(stored => stored.Turn.Host == _host ? after : stored, cancellationToken).ConfigureAwait(false)).Turn.AskAt;
    }

    private async Task<RedeliveryState> LookAsync(RedeliveryState state, DateTimeOffset now, TimeSpan interval, CancellationToken cancellationToken)
    {
        var failed = await FindFailedAsync(state.From(now), cancellationToken).ConfigureAwait(false);
        var (asked, reached) = (new List<Guid>(), state.ContinueAfter);
        foreach (var attempt in failed.Where(attempt => attempt.Id > state.ContinueAfter))
        {
            if (asked.Count == RedeliveryState.MaximumRemembered)
            {
                return Asked(state, asked, now) with { ContinueAfter = reached, Turn = state.Turn.Release(now) };
            }

            reached = attempt.Id;
            if (state.MayAsk(attempt.Guid, now) && await reader.FindDeliveryAsync(attempt.Guid, cancellationToken).ConfigureAwait(false) is null)
            {
                await attempts.RedeliverAsync(attempt.Id, cancellationToken).ConfigureAwait(false);
                asked.Add(attempt.Guid);
                if (asked.Count % RenewEvery == 0)
                {
                    await RenewAsync(cancellationToken).ConfigureAwait(false);
                }
            }
        }

        return Asked(state, asked, now).Finish(failed.Select(attempt => attempt.Guid).ToHashSet(), now) with { Turn = state.Turn.Release(now + interval) };
    }

    private RedeliveryState Asked(RedeliveryState state, List<Guid> asked, DateTimeOffset now)
    {
        if (asked.Count > 0)
        {
            LogRedelivered(asked.Count);
        }

        return state.Ask(asked, now) with { Error = null };
    }

    /// <summary>The last attempts of deliveries none of whose attempts succeeded, in the order of their ids, which only grow.</summary>
    private async Task<IReadOnlyList<DeliveryAttempt>> FindFailedAsync(DateTimeOffset from, CancellationToken cancellationToken)
    {
        var failed = new Dictionary<Guid, DeliveryAttempt>();
        var succeeded = new HashSet<Guid>();
        var (listed, _) = await attempts.ListAsync(from, MaximumPages, isEnough: null, RenewAsync, cancellationToken).ConfigureAwait(false);
        foreach (var attempt in listed)
        {
            // Newest first: the first attempt of a delivery is its last one.
            _ = attempt.Succeeded ? succeeded.Add(attempt.Guid) : failed.TryAdd(attempt.Guid, attempt);
        }

        return [.. failed.Values.Where(attempt => !succeeded.Contains(attempt.Guid)).OrderBy(attempt => attempt.Id)];
    }

    private Task RenewAsync(CancellationToken cancellationToken) => ChangeAsync(
        stored => stored.Turn.Host == _host ? stored with { Turn = stored.Turn.Take(_host, time.GetUtcNow() + HeldFor) } : stored, cancellationToken);

    private async Task<RedeliveryState> ChangeAsync(Func<RedeliveryState, RedeliveryState> change, CancellationToken cancellationToken) =>
        RedeliveryState.Read(await shared.ChangeStateAsync(Name, document => change(RedeliveryState.Read(document)).Write(), cancellationToken).ConfigureAwait(false));

    [LoggerMessage(2301, LogLevel.Information, "{Count} webhooks that had failed were asked for again")]
    private partial void LogRedelivered(int count);

    [LoggerMessage(2302, LogLevel.Warning, "Failed webhooks could not be asked for again ({Failure}): {Reason}")]
    private partial void LogFailed(RemoteFailure failure, string reason);
}
