using System.Runtime.CompilerServices;

namespace GitSync;

/// <summary>What is stored about a project and a repository before one of them is connected.</summary>
/// <param name="OfProject">The project's connection, or null.</param>
/// <param name="OfRepository">The repository's connection, or null; the same one when they are connected with each other.</param>
public sealed record StoredConnections(Connection? OfProject, Connection? OfRepository)
{
    /// <summary>What every store checks.</summary>
    /// <exception cref="ArgumentException">The connection is of another project or repository.</exception>
    public static Connection? Require(Connection? connection, string project, long repositoryId) =>
        connection is null || (connection.Project == project && connection.RepositoryId == repositoryId)
            ? connection
            : throw new ArgumentException(
                $"The change gave the connection of {connection.Project} with {connection.RepositoryId}, not of {project} with {repositoryId}.", nameof(connection));
}

/// <summary>Connections of projects with repositories. Thread-safe.</summary>
public interface IConnectionStore
{
    /// <summary>Connects a project with a repository, or changes how, in one transaction.</summary>
    /// <param name="project">The project.</param>
    /// <param name="repositoryId">The repository.</param>
    /// <param name="change">
    /// From what is stored about both to the connection of that project with that repository, in whose place nothing else stays stored about
    /// either; null leaves everything alone. Pure and quick: it runs while a lock is held, and again when the transaction has to be repeated.
    /// </param>
    /// <param name="cancellationToken">Gives up waiting; the change may still be stored.</param>
    /// <returns>What was stored, or null.</returns>
    /// <exception cref="ArgumentException">The connection is of another project or repository.</exception>
    Task<Connection?> ChangeConnectionAsync(
        string project, long repositoryId, Func<StoredConnections, Connection?> change, CancellationToken cancellationToken = default);

    /// <summary>The connection of a project, or null.</summary>
    Task<Connection?> FindByProjectAsync(string project, CancellationToken cancellationToken = default);

    /// <summary>The connection of a repository, or null.</summary>
    Task<Connection?> FindByRepositoryAsync(long repositoryId, CancellationToken cancellationToken = default);

    /// <summary>All connections, by project in ordinal order; at most <see cref="OperationQuery.MaximumLimit"/>.</summary>
    Task<IReadOnlyList<Connection>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>The next ones after a project, likewise.</summary>
    Task<IReadOnlyList<Connection>> ListAfterAsync(string project, CancellationToken cancellationToken = default);
}

/// <summary>What every connection store can do besides.</summary>
public static class ConnectionStoreExtensions
{
    /// <summary>
    /// Stores a connection as it is, whatever was there: the same project again replaces it, and a repository leaves the project that had it.
    /// Idempotent. Nothing is asked and nothing refused; see <see cref="IConnections"/> for that.
    /// </summary>
    public static Task ConnectAsync(this IConnectionStore store, Connection connection, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(connection);
        return store.ChangeConnectionAsync(
            connection.Project, connection.RepositoryId, stored => ConnectionChanges.Replace(stored, connection), cancellationToken);
    }

    /// <summary>Every connection, page by page.</summary>
    public static async IAsyncEnumerable<Connection> EnumerateAsync(
        this IConnectionStore store, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        var page = await store.ListAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            foreach (var connection in page)
            {
                yield return connection;
            }

            if (page.Count < OperationQuery.MaximumLimit)
            {
                yield break;
            }

            page = await store.ListAfterAsync(page[^1].Project, cancellationToken).ConfigureAwait(false);
        }
    }
}
