namespace GitSync.Tests.Hosting;

/// <summary>A database of a test's own with a folder beside it, both deleted with it.</summary>
public abstract class TemporaryDatabase : IAsyncDisposable
{
    /// <summary>What a host is told to use it.</summary>
    internal abstract IReadOnlyList<(string Key, string Value)> Settings { get; }

    private protected string Folder { get; } = Directory.CreateTempSubdirectory("gitsync-host-").FullName;

    public virtual Task InitializeAsync() => Task.CompletedTask;

    public virtual ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}

/// <summary>A SQLite file.</summary>
public sealed class SqliteDatabase : TemporaryDatabase
{
    internal override IReadOnlyList<(string Key, string Value)> Settings =>
        [("Storage:Provider", "Sqlite"), ("ConnectionStrings:GitSync", $"Data Source={Path.Combine(Folder, "board.db")}")];
}

/// <summary>A database of the test process's PostgreSQL, or of a server of the test's own.</summary>
public sealed class PostgresDatabase : TemporaryDatabase
{
    private PostgresServer? _server;
    private string? _connectionString;

    public PostgresDatabase()
    {
    }

    internal PostgresDatabase(PostgresServer server) => _server = server;

    internal string ConnectionString => _connectionString ?? throw new InvalidOperationException("The database is made by InitializeAsync.");

    internal override IReadOnlyList<(string Key, string Value)> Settings =>
    [
        ("Storage:Provider", "Postgres"),
        ("ConnectionStrings:GitSync", ConnectionString),
        ("Simulator:StateFile", Path.Combine(Folder, "github.json")),
    ];

    public override async Task InitializeAsync()
    {
        _server ??= await PostgresServer.Shared;
        _connectionString = await _server.CreateDatabaseAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await _server!.DropDatabaseAsync(ConnectionString);
        await base.DisposeAsync();
    }
}
