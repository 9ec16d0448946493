using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GitSync;

/// <summary>
/// Finds deletions and transfers of which no webhook told: they show in no list of changes, so what is linked is compared with what is there, now and
/// then. What is missing is read by an ordinary operation, and GitHub's 410, 301 or 404 decides. A look that is cut short begins anew the next time.
/// </summary>
internal sealed partial class MissingSweep(
    IGitHubGateway gitHub,
    ISyncStore store,
    OperationIds ids,
    ISyncDispatcher dispatcher,
    TimeProvider time,
    IOptions<GitSyncOptions> options,
    ILogger<MissingSweep> logger) : IRepairTask
{
    /// <summary>Objects of one repository that are held in memory at most: 8 MB. A larger repository is left out, and the log says so.</summary>
    private const int MaximumListed = 1_000_000;

    /// <summary>A listing of ten thousand pages, at a few requests per second.</summary>
    private static readonly TimeSpan HeldFor = TimeSpan.FromHours(2);

    private static readonly TimeSpan AfterAFailure = TimeSpan.FromMinutes(15);

    private readonly ILogger _logger = logger;
    private readonly string _host = ids.Next().ToString("N");

    public async Task<DateTimeOffset?> RunDueAsync(CancellationToken cancellationToken) => options.Value.Repair.MissingInterval == TimeSpan.Zero
        ? null
        : await store.WorkOnEachAsync(connection => connection.Admit(null).Refusal is null, RunAsync, cancellationToken).ConfigureAwait(false);

    /// <summary>Compares at the next turn: while sync was off nobody told of deletions.</summary>
    public Task ResumeAsync(long repositoryId, CancellationToken cancellationToken) => store.ChangeStateAsync(
        NameOf(repositoryId), _ => new MissingState { Turn = new Turn { NextAt = time.GetUtcNow() } }.Write(), cancellationToken);

    private static string NameOf(long repositoryId) => string.Create(CultureInfo.InvariantCulture, $"missing/{repositoryId}");

    private async Task<DateTimeOffset> RunAsync(Connection connection, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var name = NameOf(connection.RepositoryId);
        var known = MissingState.Read(await store.FindStateAsync(name, cancellationToken).ConfigureAwait(false));
        if (known is { } waiting && !waiting.Turn.IsFree(now))
        {
            return waiting.Turn.AskAt;
        }

        // The backfill has just listed everything: the first look comes an interval after the repository was connected.
        var taken = MissingState.Read(await store.ChangeStateAsync(
            name,
            document => MissingState.Read(document) is not { } stored
                ? new MissingState { Turn = new Turn { NextAt = now + options.Value.Repair.MissingInterval } }.Write()
                : stored.Turn.IsFree(now) ? (stored with { Turn = stored.Turn.Take(_host, now + HeldFor) }).Write() : document,
            cancellationToken).ConfigureAwait(false))!;
        if (taken.Turn.Host != _host)
        {
            return taken.Turn.AskAt;
        }

        MissingState after;
        try
        {
            var missing = await LookAsync(connection, cancellationToken).ConfigureAwait(false);
            after = new MissingState { Missing = missing, LookedAt = now, Turn = taken.Turn.Release(now + options.Value.Repair.MissingInterval) };
        }
        catch (RemoteException failure)
        {
            LogFailed(connection.FullName, failure.Failure, failure.Message);
            after = taken with { Turn = taken.Turn.Release(failure.RetryAt ?? now + AfterAFailure) };
        }

        await store.ChangeStateAsync(
            name, document => MissingState.Read(document)?.Turn == taken.Turn ? after.Write() : document, cancellationToken).ConfigureAwait(false);
        return after.Turn.AskAt;
    }

    private async Task<int> LookAsync(Connection connection, CancellationToken cancellationToken)
    {
        var repository = new RepositoryRef(connection.RepositoryId, connection.InstallationId, IsUrgent: false);
        var issues = await ListAsync(
            page => gitHub.ListIssuesAsync(repository, new RemoteListing { Page = page }, cancellationToken), issue => issue.Number).ConfigureAwait(false);
        var comments = await ListAsync(
            page => gitHub.ListCommentsAsync(repository, new RemoteListing { Page = page }, cancellationToken), comment => comment.CommentId)
            .ConfigureAwait(false);
        if (issues is null || comments is null)
        {
            LogTooLarge(connection.FullName, MaximumListed);
            return 0;
        }

        var missing = 0;
        var query = new LaneQuery { RepositoryId = connection.RepositoryId, Limit = OperationQuery.MaximumLimit };
        while (true)
        {
            var lanes = await store.ListLanesAsync(query, cancellationToken).ConfigureAwait(false);
            EnqueueItem[] items =
            [
                .. lanes.Select(view => view.Lane).Where(lane => lane.IsLinked && lane.Tombstone is null && IsMissing(lane.Remote!.Value, issues, comments))
                    .Select(lane => LaneRefresh.Of(lane, connection, ids)).OfType<EnqueueItem>(),
            ];
            if (items.Length > 0)
            {
                await store.EnqueueAsync(new EnqueueBatch { Items = items }, null, cancellationToken).ConfigureAwait(false);
                dispatcher.Wake();
                missing += items.Length;
            }

            if (lanes.Count < query.Limit)
            {
                break;
            }

            query = query with { After = lanes[^1].Lane.Id };
        }

        if (missing > 0)
        {
            LogMissing(missing, connection.FullName);
        }

        return missing;
    }

    private static bool IsMissing(LaneName remote, HashSet<long> issues, HashSet<long> comments) =>
        (remote.TryReadIssueNumber(out var number) && !issues.Contains(number))
        || (remote.TryReadGitHubCommentId(out var comment) && !comments.Contains(comment));

    /// <summary>Everything that is there, from the last page down: so nothing is overlooked because something before it was deleted meanwhile.</summary>
    private static async Task<HashSet<long>?> ListAsync<T>(Func<int, Task<RemoteAnswer<RemotePage<T>>>> list, Func<T, long> idOf)
    {
        var first = (await list(1).ConfigureAwait(false)).Value;
        HashSet<long> there = [.. first.Items.Select(idOf)];
        for (var page = first.LastPage ?? 1; page > 1; page--)
        {
            there.UnionWith((await list(page).ConfigureAwait(false)).Value.Items.Select(idOf));
            if (there.Count > MaximumListed)
            {
                return null;
            }
        }

        return there;
    }

    [LoggerMessage(1331, LogLevel.Information, "{Count} linked objects of {Repository} are not in its lists any more; each is read")]
    private partial void LogMissing(int count, string repository);

    [LoggerMessage(1332, LogLevel.Warning, "Comparing what is linked with what is there in {Repository} failed ({Failure}): {Reason}")]
    private partial void LogFailed(string repository, RemoteFailure failure, string reason);

    [LoggerMessage(1333, LogLevel.Warning, "{Repository} has more than {Maximum} objects; deletions that no webhook told of are not looked for")]
    private partial void LogTooLarge(string repository, int maximum);
}

/// <summary>When what is linked was compared with what is there. Immutable.</summary>
internal sealed record MissingState
{
    /// <summary>Whose turn it is.</summary>
    public Turn Turn { get; init; } = new();

    /// <summary>When the last look ended, UTC.</summary>
    public DateTimeOffset? LookedAt { get; init; }

    /// <summary>What it did not find.</summary>
    public int Missing { get; init; }

    /// <summary>Null when there was no look yet; a document that cannot be read counts as that.</summary>
    public static MissingState? Read(byte[]? document)
    {
        try
        {
            return document is null ? null : JsonSerializer.Deserialize(document, MissingJson.Default.MissingState);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, MissingJson.Default.MissingState);
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(MissingState))]
internal sealed partial class MissingJson : JsonSerializerContext;
