using GitSync.SampleHost.Board;
using GitSync.SampleHost.Start;
using GitSync.Storage.Postgres;
using Microsoft.Data.Sqlite;

namespace GitSync.SampleHost.Storage;

/// <summary>The database that GitSync and the board share, as configured.</summary>
internal abstract record StorageSettings
{
    private const string Key = "ConnectionStrings:GitSync";

    /// <summary>Where a simulated GitHub is kept, unless the configuration names another file.</summary>
    public abstract string SimulatorFile { get; }

    /// <exception cref="StartupException">A value cannot be used; the message names its key.</exception>
    public static StorageSettings Read(IConfiguration configuration)
    {
        var provider = configuration["Storage:Provider"] ?? "Sqlite";
        return provider.ToUpperInvariant() switch
        {
            "SQLITE" => SqliteStorage.Read(configuration),
            "POSTGRES" => PostgresStorage.Read(configuration),
            _ => throw new StartupException($"Storage:Provider is '{provider}'; it must be Sqlite or Postgres."),
        };
    }

    /// <summary>A package's sentence about its options, in this host's keys.</summary>
    public static string InKeys(string sentence) => sentence
        .Replace("PostgresStorageOptions.ConnectionString", Key, StringComparison.Ordinal)
        .Replace("SqliteStorageOptions.ConnectionString", Key, StringComparison.Ordinal)
        .Replace("PostgresStorageOptions.", "Storage:", StringComparison.Ordinal);

    /// <summary>Registers GitSync's store.</summary>
    public abstract void Use(GitSyncBuilder gitSync);

    /// <summary>The board on the same database.</summary>
    public abstract BoardDatabase OpenBoard();

    private sealed record SqliteStorage(string ConnectionString) : StorageSettings
    {
        private const string Example = "for example 'Data Source=gitsync-sample.db'.";

        public override string SimulatorFile => new SqliteConnectionStringBuilder(ConnectionString).DataSource + ".github.json";

        public static new SqliteStorage Read(IConfiguration configuration)
        {
            try
            {
                return new SqliteConnectionStringBuilder(configuration.GetConnectionString("GitSync")) is { DataSource.Length: > 0 } valid
                    ? new SqliteStorage(valid.ToString())
                    : throw new StartupException($"{Key} is missing, {Example}");
            }
            catch (ArgumentException)
            {
                throw new StartupException($"{Key} is no SQLite connection string, {Example}");
            }
        }

        public override void Use(GitSyncBuilder gitSync) => gitSync.UseSqlite(ConnectionString);

        public override BoardDatabase OpenBoard() => new SqliteBoard(ConnectionString);
    }

    /// <summary>Section <c>Storage</c> holds the package's options: <c>Schema</c>, <c>Partitions</c>, <c>Provisioning</c> and the others.</summary>
    private sealed record PostgresStorage(PostgresStorageOptions Options) : StorageSettings
    {
        public override string SimulatorFile => "gitsync-sample.github.json";

        public static new PostgresStorage Read(IConfiguration configuration)
        {
            var options = new PostgresStorageOptions();
            try
            {
                configuration.GetSection("Storage").Bind(options);
                options.ConnectionString = configuration.GetConnectionString("GitSync") ?? "";
                options.Validate();
                return new PostgresStorage(options);
            }
            catch (Exception refusal) when (refusal is ArgumentException or InvalidOperationException)
            {
                // Of the connection string they say only that it is none: it holds a password.
                throw new StartupException(InKeys(refusal.Message));
            }
        }

        public override void Use(GitSyncBuilder gitSync) => gitSync.UsePostgres(Options);

        public override BoardDatabase OpenBoard() => new PostgresBoard(Options);
    }
}
