using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GitSync;

/// <summary>
/// Looks through connected repositories for what webhooks did not bring: everything when a repository is connected, and what changed now and
/// then. One page at a time, whose objects are enqueued as ordinary operations of low priority; any host goes on where another one stopped.
/// </summary>
internal sealed partial class RepositorySweeper(
    IGitHubGateway gitHub,
    ISyncQueue queue,
    IConnectionStore connections,
    ISharedState shared,
    IInboundFilter filter,
    InboundOperations operations,
    MetObstacles obstacles,
    ISyncDispatcher dispatcher,
    OperationIds ids,
    ClockOffset clock,
    TimeProvider time,
    IOptions<GitSyncOptions> options,
    ILogger<RepositorySweeper> logger) : IRepositorySweeps
{
    private const string Prefix = "sweep/";

    /// <summary>Pages of one repository before it is another one's turn.</summary>
    private const int MaximumPagesAtATime = 20;

    /// <summary>A page's request, its enqueue, and a margin: a host that is silent for longer has died.</summary>
    private static readonly TimeSpan HeldFor = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromHours(1);

    private readonly RepairOptions _options = options.Value.Repair;
    private readonly ILogger _logger = logger;
    private readonly string _host = ids.Next().ToString("N");

    public async Task<SweepProgress?> FindProgressAsync(long repositoryId, CancellationToken cancellationToken)
    {
        var state = Parse(NameOf(repositoryId), await shared.FindStateAsync(NameOf(repositoryId), cancellationToken).ConfigureAwait(false));
        return state is null ? null : new SweepProgress(
            repositoryId, state.Stage, state.Listed, state.Enqueued, state.Pages, state is { IsBackfill: true, IsCountingDown: true } ? state.Page : null,
            state.BackfillEndedAt, state.Turn.NextAt, state.Error);
    }

    public Task BackfillAgainAsync(long repositoryId, CancellationToken cancellationToken) =>
        shared.ChangeStateAsync(NameOf(repositoryId), _ => new SweepState { Turn = new Turn { NextAt = time.GetUtcNow() } }.Write(), cancellationToken);

    /// <summary>
    /// Looks through a repository again after sync was off: all of it, or, where nothing that is there may come in, what changed since the last look.
    /// </summary>
    public Task ResumeAsync(long repositoryId, CancellationToken cancellationToken) => _options.Backfill
        ? BackfillAgainAsync(repositoryId, cancellationToken)
        : shared.ChangeStateAsync(
            NameOf(repositoryId),
            document => Parse(NameOf(repositoryId), document) is { } stored ? (stored with { Turn = new Turn { NextAt = time.GetUtcNow() } }).Write() : document,
            cancellationToken);

    public async Task<DateTimeOffset?> RunDueAsync(CancellationToken cancellationToken) => _options.SweepInterval == TimeSpan.Zero
        ? null
        : await connections.WorkOnEachAsync(connection => connection.Admit(null).Refusal is null, RunAsync, cancellationToken).ConfigureAwait(false);

    private static string NameOf(long repositoryId) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{repositoryId}");

    /// <returns>When the repository is looked at next.</returns>
    private async Task<DateTimeOffset> RunAsync(Connection connection, CancellationToken cancellationToken)
    {
        var name = NameOf(connection.RepositoryId);
        var state = await TakeAsync(name, cancellationToken).ConfigureAwait(false);
        for (var page = 0; state.Turn.Host == _host && page < MaximumPagesAtATime; page++)
        {
            state = await StepAsync(connection, name, state, cancellationToken).ConfigureAwait(false);
        }

        if (state.Turn.Host == _host)
        {
            // The others first.
            state = await ChangeAsync(name, ours => ours with { Turn = ours.Turn.Release(ours.Turn.NextAt) }, state, cancellationToken)
                .ConfigureAwait(false);
        }

        return state.Turn.AskAt;
    }

    /// <summary>The state, with this host's name in it when it is due and nobody else is at it.</summary>
    private async Task<SweepState> TakeAsync(string name, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var stored = await shared.FindStateAsync(name, cancellationToken).ConfigureAwait(false);
        if (Parse(name, stored) is { } known && !known.Turn.IsFree(now))
        {
            return known;
        }

        var taken = await shared.ChangeStateAsync(
            name,
            document =>
            {
                var state = Parse(name, document) ?? Begin(now);
                return state.Turn.IsFree(now) ? (state with { Turn = state.Turn.Take(_host, now + HeldFor) }).Write() : document;
            },
            cancellationToken).ConfigureAwait(false);
        return Parse(name, taken) ?? Begin(now);
    }

    private SweepState Begin(DateTimeOffset now) => _options.Backfill
        ? new SweepState { Turn = new Turn { NextAt = now } }
        : new SweepState { Turn = new Turn { NextAt = now }, Stage = SweepStage.ChangedIssues, IssuesSeen = now + clock.Current, CommentsSeen = now + clock.Current };

    /// <summary>One page: listed, enqueued, and noted.</summary>
    private async Task<SweepState> StepAsync(Connection connection, string name, SweepState state, CancellationToken cancellationToken)
    {
        try
        {
            var repository = new RepositoryRef(connection.RepositoryId, connection.InstallationId, IsUrgent: false);
            var origin = new InboundOrigin(connection.RepositoryId, connection.InstallationId)
            {
                Priority = state.IsBackfill ? SyncPriority.Backfill : SyncPriority.Reconcile,
            };
            var (page, items, gitHubNow) = state.IsOfIssues
                ? Issues(origin, await gitHub.ListIssuesAsync(repository, state.Listing(_options.SweepOverlap), cancellationToken).ConfigureAwait(false))
                : Comments(origin, await gitHub.ListCommentsAsync(repository, state.Listing(_options.SweepOverlap), cancellationToken).ConfigureAwait(false));
            var enqueued = await EnqueueAsync(items, cancellationToken).ConfigureAwait(false);
            var now = time.GetUtcNow();
            clock.Observe(gitHubNow, now);
            return await ChangeAsync(
                name,
                ours => ours.Read(page, enqueued, gitHubNow ?? now, now, _options.SweepInterval) is var after && after.Turn.Host == _host
                    ? after with { Turn = after.Turn.Take(_host, now + HeldFor) }
                    : after,
                state,
                cancellationToken).ConfigureAwait(false);
        }
        catch (RemoteException failure)
        {
            var now = time.GetUtcNow();
            var wait = FirstRetry * Math.Pow(2, Math.Min(state.Failures, 10));
            var nextAt = failure.RetryAt ?? now + (wait < LongestRetry ? wait : LongestRetry);
            LogFailed(connection.FullName, failure.Failure, failure.Message, nextAt);
            await obstacles.NoteAsync(connection, failure, cancellationToken).ConfigureAwait(false);
            return await ChangeAsync(name, ours => ours.Fail(failure.Message, nextAt), state, cancellationToken).ConfigureAwait(false);
        }
    }

    private (SweptPage Page, IReadOnlyList<EnqueueItem> Items, DateTimeOffset? GitHubNow) Issues(
        InboundOrigin origin, RemoteAnswer<RemotePage<RemoteIssue>> answer) => (
        PageOf(answer.Value),
        [.. answer.Value.Items.Select(issue => operations.Task(origin, issue.Number, issue, issue.Kind, SyncAction.Edited) with { OnlyIfNews = true })],
        answer.GitHubNow);

    private (SweptPage Page, IReadOnlyList<EnqueueItem> Items, DateTimeOffset? GitHubNow) Comments(
        InboundOrigin origin, RemoteAnswer<RemotePage<RemoteComment>> answer) => (
        PageOf(answer.Value),
        [
            .. answer.Value.Items.Select(comment => operations.Comment(
                origin, comment.CommentId, comment, operations.AddressOf(origin.RepositoryId, comment.IssueNumber, null), SyncAction.Edited) with { OnlyIfNews = true }),
        ],
        answer.GitHubNow);

    private static SweptPage PageOf<T>(RemotePage<T> page)
        where T : RemoteItem => new(
        page.Items.Count, page.HasMore, page.LastPage, page.Items.Count == 0 ? null : page.Items.Max(item => item.UpdatedAt).ToDateTimeOffset(), page.ETag);

    private async Task<int> EnqueueAsync(IReadOnlyList<EnqueueItem> items, CancellationToken cancellationToken)
    {
        if (items.Count == 0)
        {
            return 0;
        }

        var admitted = new EnqueueItem[items.Count];
        for (var i = 0; i < admitted.Length; i++)
        {
            admitted[i] = items[i] with { Admission = await filter.AdmitAsync(items[i].Operation, cancellationToken).ConfigureAwait(false) };
        }

        var receipt = await queue.EnqueueAsync(new EnqueueBatch { Items = admitted }, null, cancellationToken).ConfigureAwait(false);
        var enqueued = receipt.Outcomes.Count(outcome => outcome.State is not null);
        if (enqueued > 0)
        {
            dispatcher.Wake();
        }

        return enqueued;
    }

    /// <summary>Moves the state on, unless another host has taken over or somebody began anew meanwhile.</summary>
    private async Task<SweepState> ChangeAsync(
        string name, Func<SweepState, SweepState> change, SweepState expected, CancellationToken cancellationToken)
    {
        var after = await shared.ChangeStateAsync(
            name, document => Parse(name, document) is { } stored && stored == expected ? change(stored).Write() : document, cancellationToken)
            .ConfigureAwait(false);
        return Parse(name, after) ?? Begin(time.GetUtcNow());
    }

    /// <summary>One that cannot be read counts as none: the look begins anew, and finds little news.</summary>
    private SweepState? Parse(string name, byte[]? document)
    {
        try
        {
            return SweepState.Parse(document);
        }
        catch (JsonException damage)
        {
            LogDamaged(name, damage.Message);
            return null;
        }
    }

    [LoggerMessage(1301, LogLevel.Warning, "Looking through {Repository} failed ({Failure}): {Reason} It goes on at {NextAt:u}")]
    private partial void LogFailed(string repository, RemoteFailure failure, string reason, DateTimeOffset nextAt);

    [LoggerMessage(1302, LogLevel.Warning, "The stored progress {Name} cannot be read; the look begins anew: {Reason}")]
    private partial void LogDamaged(string name, string reason);
}
