using GitSync.Tests;

namespace GitSync.MultiHost;

/// <summary>A fresh database for one run, gone afterwards.</summary>
internal sealed class RunDatabase : IAsyncDisposable
{
    private readonly PostgresServer? _server;

    private RunDatabase(string connectionString, PostgresServer? server = null) => (ConnectionString, _server) = (connectionString, server);

    public string ConnectionString { get; }

    /// <summary>Makes one.</summary>
    /// <param name="storage">PostgreSQL: on the server that <see cref="PostgresServer"/> finds or starts.</param>
    /// <param name="folder">Where SQLite's file lies.</param>
    /// <exception cref="InvalidOperationException">There is no PostgreSQL; the message says what to do.</exception>
    public static async Task<RunDatabase> MakeAsync(StorageKind storage, string folder)
    {
        if (storage == StorageKind.Sqlite)
        {
            return new RunDatabase("Data Source=" + Path.Combine(folder, "queue.db"));
        }

        var server = await PostgresServer.Shared;
        return new RunDatabase(await server.CreateDatabaseAsync(), server);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DropDatabaseAsync(ConnectionString);
        }
    }
}
