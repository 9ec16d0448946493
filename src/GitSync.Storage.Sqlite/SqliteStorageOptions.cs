using Microsoft.Data.Sqlite;

namespace GitSync.Storage.Sqlite;

/// <summary>How often SQLite waits for the disk (<see href="https://www.sqlite.org/pragma.html#pragma_synchronous"/>).</summary>
public enum SqliteSynchronous
{
    /// <summary>At every commit: what is committed survives a power failure.</summary>
    Full,

    /// <summary>
    /// At checkpoints only: a power failure may lose the last commits, but corrupts nothing. Several times faster for single commits.
    /// </summary>
    Normal,
}

/// <summary>Settings of the SQLite store.</summary>
public sealed record SqliteStorageOptions
{
    /// <summary>
    /// The database file, as a Microsoft.Data.Sqlite connection string, for example <c>Data Source=gitsync.db</c>. Required.
    /// </summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>Names the type; the connection string may hold a password.</summary>
    public override string ToString() => nameof(SqliteStorageOptions);

    /// <summary>How often SQLite waits for the disk.</summary>
    /// <value>Default: <see cref="SqliteSynchronous.Full"/>.</value>
    public SqliteSynchronous Synchronous { get; set; } = SqliteSynchronous.Full;

    /// <summary>How long to wait for another process's transaction before giving up.</summary>
    /// <value>Default: 5 seconds; 1 millisecond to 10 minutes.</value>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The most calls that share one commit.</summary>
    /// <value>Default: 256; 1 to 10,000.</value>
    public int MaximumGroup { get; set; } = 256;

    /// <summary>How long a commit stays open for further calls that already wait. Nobody is waited for.</summary>
    /// <value>Default: 20 milliseconds; 0 to 1 second.</value>
    public TimeSpan MaximumGroupTime { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>The page cache of the writing connection.</summary>
    /// <value>Default: 16 MiB, in kibibytes; 1,024 to 1,048,576.</value>
    public int CacheKibibytes { get; set; } = 16 * 1024;

    /// <summary>The largest the file may become, for tests of what happens then; null: as large as it may.</summary>
    internal int? MaximumPages { get; init; }

    /// <summary>Checks every setting.</summary>
    /// <exception cref="ArgumentException">A setting cannot be used; the message names it.</exception>
    public void Validate()
    {
        if (string.IsNullOrWhiteSpace(ConnectionString))
        {
            throw new ArgumentException("SqliteStorageOptions.ConnectionString is not set, for example \"Data Source=gitsync.db\".");
        }

        SqliteConnectionStringBuilder builder;
        try
        {
            builder = new SqliteConnectionStringBuilder(ConnectionString);
        }
        catch (ArgumentException)
        {
            // The driver's sentence repeats pieces of the string, which may hold a password.
            throw new ArgumentException("SqliteStorageOptions.ConnectionString cannot be read; it has to look like \"Data Source=gitsync.db\".");
        }

        if (builder.DataSource.Length == 0 || builder.DataSource == ":memory:" || builder.Mode == SqliteOpenMode.Memory)
        {
            // Readers and the writer have connections of their own, and WAL needs a file.
            throw new ArgumentException("SqliteStorageOptions.ConnectionString must name a file; for memory use GitSync.Testing's InMemorySyncStore.");
        }

        if (builder.Mode == SqliteOpenMode.ReadOnly)
        {
            throw new ArgumentException("SqliteStorageOptions.ConnectionString is read-only; the store has to write.");
        }

        Within(nameof(BusyTimeout), BusyTimeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(10));
        Within(nameof(MaximumGroup), MaximumGroup, 1, 10_000);
        Within(nameof(MaximumGroupTime), MaximumGroupTime, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Within(nameof(CacheKibibytes), CacheKibibytes, 1024, 1024 * 1024);
        Within(nameof(Synchronous), Synchronous, SqliteSynchronous.Full, SqliteSynchronous.Normal);
    }

    private static void Within<T>(string name, T value, T least, T most)
    {
        if (Comparer<T>.Default.Compare(value, least) < 0 || Comparer<T>.Default.Compare(value, most) > 0)
        {
            throw new ArgumentException($"SqliteStorageOptions.{name} is {value}; it must be from {least} to {most}.");
        }
    }
}
