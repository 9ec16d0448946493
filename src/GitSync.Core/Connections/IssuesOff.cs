namespace GitSync;

/// <summary>Notes what GitHub says when it is met: that issues are switched off in a repository.</summary>
internal static class IssuesOff
{
    /// <summary>As no webhook tells of it, none tells of its end: what is noted is asked about now and then, and all that was refused is looked at again.</summary>
    public static Task NoteIssuesOffAsync(this ISyncQueue queue, Connection connection, CancellationToken cancellationToken)
    {
        var off = new RepositoryObstacleChanged(connection.RepositoryId, null, ConnectionObstacles.IssuesOff, IsThere: true);
        return queue.EnqueueAsync(new EnqueueBatch { Connections = [off] }, null, cancellationToken);
    }
}
