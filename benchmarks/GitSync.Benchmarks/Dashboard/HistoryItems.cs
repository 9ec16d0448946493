using System.Globalization;

namespace GitSync.Benchmarks;

/// <summary>Operations as they come in over a month, of ordinary size. Not thread-safe.</summary>
internal sealed class HistoryItems(TimeProvider clock)
{
    private const string Words = "When the list is sorted by date and somebody adds a label, the row moves and the focus is lost. ";
    private const int LongestBody = 14;

    private readonly OperationIds _ids = new(clock, RandomSource.System);
    private readonly Random _random = new(7);
    private int _actor;

    /// <summary>An edit of an ordinary lane's issue on GitHub.</summary>
    /// <param name="lane">The lane's number.</param>
    /// <param name="seconds">How much later, or earlier, than now.</param>
    /// <param name="delivery">The webhook that brings it, or null.</param>
    public EnqueueItem Edit(int lane, int seconds = 0, Guid? delivery = null) =>
        Edit(Landscape.Task(lane), Landscape.RepositoryOf(lane), Landscape.IssueOf(lane), seconds, delivery);

    public EnqueueItem Edit(string task, long repository, int number, int seconds, Guid? delivery = null)
    {
        var issue = new RemoteIssue
        {
            RepositoryId = repository,
            Number = number,
            IssueId = (repository * 10_000_000) + number,
            UpdatedAt = GitHubTime.From(clock.GetUtcNow().AddSeconds(seconds)),
            Title = string.Create(CultureInfo.InvariantCulture, $"The list loses its place, case {number}"),
            Body = string.Concat(Enumerable.Repeat(Words, 1 + _random.Next(LongestBody))),
            Labels = NameSet.Of("bug", "accessibility"),
            Url = string.Create(CultureInfo.InvariantCulture, $"https://github.com/octo/repository/issues/{number}"),
        };
        return new EnqueueItem
        {
            Operation = new TaskSyncOperation
            {
                Id = _ids.Next(),
                Direction = SyncDirection.Inbound,
                Action = SyncAction.Edited,
                RepositoryId = repository,
                GitHubAppInstallationId = Landscape.InstallationOf(repository),
                GitHubUpdatedAt = issue.UpdatedAt,
                ContentHash = ContentHash.Of(issue),
                Issue = issue,
                IssueNumber = number,
                DeliveryId = delivery,
                Actor = NextActor(),
            },
            Address = AddressOf(task, repository, number),
        };
    }

    /// <summary>The same news a second time.</summary>
    public EnqueueItem Again(EnqueueItem item) => item with { Operation = item.Operation with { Id = _ids.Next() } };

    /// <summary>An edit of the task here.</summary>
    public EnqueueItem EditHere(int lane) => new()
    {
        Operation = new TaskSyncOperation
        {
            Id = _ids.Next(),
            Direction = SyncDirection.Outbound,
            Action = SyncAction.Edited,
            RepositoryId = Landscape.RepositoryOf(lane),
            GitHubAppInstallationId = Landscape.InstallationOf(Landscape.RepositoryOf(lane)),
            TaskId = Landscape.Task(lane),
            RecordModifiedAt = clock.GetUtcNow(),
            Actor = NextActor(),
        },
        Address = AddressOf(Landscape.Task(lane), Landscape.RepositoryOf(lane), Landscape.IssueOf(lane)),
    };

    /// <summary>A comment written here under a task.</summary>
    public EnqueueItem Comment(int lane)
    {
        var comment = string.Create(CultureInfo.InvariantCulture, $"comment-{lane}");
        return new EnqueueItem
        {
            Operation = new CommentSyncOperation
            {
                Id = _ids.Next(),
                Direction = SyncDirection.Outbound,
                Action = SyncAction.Edited,
                RepositoryId = Landscape.RepositoryOf(lane),
                GitHubAppInstallationId = Landscape.InstallationOf(Landscape.RepositoryOf(lane)),
                CommentId = comment,
                RecordModifiedAt = clock.GetUtcNow(),
                Actor = NextActor(),
            },
            Address = new LaneAddress
            {
                Kind = ResourceKind.Comment,
                Local = LaneName.OfComment(comment),
                Parent = AddressOf(Landscape.Task(lane), Landscape.RepositoryOf(lane), Landscape.IssueOf(lane)),
            },
        };
    }

    private static LaneAddress AddressOf(string task, long repository, int number) => new()
    {
        Kind = ResourceKind.Task,
        Local = LaneName.OfTask(task),
        Remote = LaneName.OfIssue(repository, number),
    };

    private string NextActor() => string.Create(CultureInfo.InvariantCulture, $"user-{_actor++ % Landscape.Actors}");
}
