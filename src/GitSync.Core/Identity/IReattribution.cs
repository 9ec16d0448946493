using Microsoft.Extensions.Logging;

namespace GitSync;

/// <summary>Brings records in step with a changed <see cref="IUserDirectory"/>: after a person claimed an account or its placeholder. Thread-safe.</summary>
public interface IReattribution
{
    /// <summary>
    /// Enqueues a refresh of everything that names the account or its former user id as author, assignee or in a mention. Ordinary operations; nothing is
    /// written to GitHub. Call it again after a failure: what is done already is left out.
    /// </summary>
    /// <param name="account">The account whose mapping changed.</param>
    /// <param name="formerUserId">
    /// What the directory answered before: the placeholder, another user, or null when it knew nobody. Assignees whom it did not know are in no record, so
    /// with null every task is read: keep placeholders where that is too much.
    /// </param>
    /// <param name="cancellationToken">Stops between two pages.</param>
    /// <returns>How many records are brought in step.</returns>
    Task<int> StartAsync(GitHubAccount account, string? formerUserId, CancellationToken cancellationToken = default);
}

/// <summary>The default: looks through the lanes of every connected repository, page by page.</summary>
internal sealed partial class Reattribution(ISyncStore store, OperationIds ids, ISyncDispatcher dispatcher, ILogger<Reattribution> logger) : IReattribution
{
    /// <summary>Lanes per page.</summary>
    private const int Portion = 200;

    private readonly ILogger _logger = logger;

    public async Task<int> StartAsync(GitHubAccount account, string? formerUserId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(account.Login);
        var count = 0;
        await foreach (var connection in store.EnumerateAsync(cancellationToken).ConfigureAwait(false))
        {
            count += await LookThroughAsync(connection, account.Login, formerUserId, cancellationToken).ConfigureAwait(false);
        }

        LogStarted(account.Login, count);
        return count;
    }

    private async Task<int> LookThroughAsync(Connection connection, string login, string? formerUserId, CancellationToken cancellationToken)
    {
        var (count, after) = (0, 0L);
        IReadOnlyList<LaneView> lanes;
        do
        {
            var query = new LaneQuery { RepositoryId = connection.RepositoryId, After = after, Limit = Portion };
            lanes = await store.ListLanesAsync(query, cancellationToken).ConfigureAwait(false);
            EnqueueItem[] items = [.. lanes
                .Where(view => view.Lane.Tombstone is null && IsConcerned(view, login, formerUserId))
                .Select(view => LaneRefresh.Of(view.Lane, connection, ids))
                .OfType<EnqueueItem>()];
            if (items.Length > 0)
            {
                await store.EnqueueAsync(new EnqueueBatch { Items = items }, null, cancellationToken).ConfigureAwait(false);
                dispatcher.Wake();
                count += items.Length;
            }

            after = lanes.Count == 0 ? after : lanes[^1].Lane.Id;
        }
        while (lanes.Count == Portion);
        return count;
    }

    /// <summary>What is being brought in step right now may have asked the directory before.</summary>
    private static bool IsConcerned(LaneView view, string login, string? formerUserId) => view.Lane.Running is not null
        || (formerUserId is null && view.Lane.Kind == ResourceKind.Task)
        || Names(view.Link.Base, login, formerUserId);

    /// <summary>Whether the last agreed state names either.</summary>
    private static bool Names(LaneBase? agreed, string login, string? formerUserId)
    {
        if (agreed is null)
        {
            return false;
        }

        return IsOne(agreed.Facts.Author)
            || (agreed.Content is TaskContent task && task.Assignees.Any(IsOne))
            || MentionText.NamesIn(agreed.Content.Body).Any(IsOne);

        bool IsOne(string? name) => name is not null && (name == formerUserId || string.Equals(name, login, StringComparison.OrdinalIgnoreCase));
    }

    [LoggerMessage(1351, LogLevel.Information, "{Count} records name {Login} and are brought in step with who that is now")]
    private partial void LogStarted(string login, int count);
}
