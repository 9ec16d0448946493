using GitSync.SampleHost.Board;

namespace GitSync.SampleHost.Api;

/// <summary>Puts the sync status and the repository's name to tasks and comments, with one read for a whole page.</summary>
internal sealed class TaskDocuments(ISyncStatusReader statuses, IConnectionStore connections)
{
    public async Task<TaskDocument> OfAsync(BoardTask task, CancellationToken cancellationToken) =>
        (await OfAsync([task], cancellationToken))[0];

    public async Task<IReadOnlyList<TaskDocument>> OfAsync(IReadOnlyList<BoardTask> tasks, CancellationToken cancellationToken)
    {
        if (tasks.Count == 0)
        {
            return [];
        }

        var byId = await statuses.ReadAsync(ResourceKind.Task, [.. tasks.Select(task => task.Id)], cancellationToken);
        var names = (await connections.ListAsync(cancellationToken)).ToDictionary(connection => connection.RepositoryId, connection => connection.FullName);
        return [.. tasks.Select(task => TaskDocument.Of(
            task, byId[task.Id], byId[task.Id].GitHub is { } issue ? names.GetValueOrDefault(issue.RepositoryId) : null))];
    }

    public async Task<CommentDocument> OfAsync(BoardComment comment, CancellationToken cancellationToken) =>
        (await OfAsync([comment], cancellationToken))[0];

    public async Task<IReadOnlyList<CommentDocument>> OfAsync(IReadOnlyList<BoardComment> comments, CancellationToken cancellationToken)
    {
        if (comments.Count == 0)
        {
            return [];
        }

        var byId = await statuses.ReadAsync(ResourceKind.Comment, [.. comments.Select(comment => comment.Id)], cancellationToken);
        return [.. comments.Select(comment => CommentDocument.Of(comment, byId[comment.Id]))];
    }
}
