namespace GitSync;

/// <summary>A repair's round over the connections.</summary>
internal static class ConnectionRound
{
    /// <summary>Works on each connection that is concerned, one after the other.</summary>
    /// <param name="connections">All of them.</param>
    /// <param name="isConcerned">Which.</param>
    /// <param name="work">The work; gives when it is due again.</param>
    /// <param name="cancellationToken">Stops between two pages.</param>
    /// <returns>When the first of them is due again; null when none is concerned.</returns>
    public static async Task<DateTimeOffset?> WorkOnEachAsync(
        this IConnectionStore connections,
        Func<Connection, bool> isConcerned,
        Func<Connection, CancellationToken, Task<DateTimeOffset>> work,
        CancellationToken cancellationToken)
    {
        DateTimeOffset? next = null;
        await foreach (var connection in connections.EnumerateAsync(cancellationToken).ConfigureAwait(false))
        {
            if (isConcerned(connection))
            {
                var dueAt = await work(connection, cancellationToken).ConfigureAwait(false);
                next = dueAt < next ? dueAt : next ?? dueAt;
            }
        }

        return next;
    }
}
