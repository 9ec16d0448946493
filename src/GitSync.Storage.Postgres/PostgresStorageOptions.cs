using Npgsql;

namespace GitSync.Storage.Postgres;

/// <summary>Who makes the tables.</summary>
public enum PostgresProvisioning
{
    /// <summary>Nothing is checked or made: the first statement fails when the tables are missing.</summary>
    None,

    /// <summary>
    /// The schema must be this package's; the host stops when it is older or newer. For hosts whose role may not create tables: run the
    /// package's SQL script (<see cref="PostgresSchema.Script"/>) first.
    /// </summary>
    Validate,

    /// <summary>The schema is made or upgraded when the host starts; hosts that start together do it once.</summary>
    CreateOrMigrate,
}

/// <summary>Settings of the PostgreSQL store.</summary>
public sealed record PostgresStorageOptions
{
    /// <summary>The most hash partitions (<see cref="Partitions"/>).</summary>
    public const int MaximumPartitions = 256;

    /// <summary>The database, as an Npgsql connection string, for example <c>Host=db;Username=gitsync;Database=app</c>. Required.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>Names the schema; the connection string holds a password.</summary>
    public override string ToString() => $"PostgresStorageOptions of schema {Schema}";

    /// <summary>The schema that holds GitSync's tables: lower-case letters, digits and underscores, at most 40.</summary>
    /// <value>Default: <c>gitsync</c>.</value>
    public string Schema { get; set; } = "gitsync";

    /// <summary>Who makes the tables.</summary>
    /// <value>Default: <see cref="PostgresProvisioning.CreateOrMigrate"/>.</value>
    public PostgresProvisioning Provisioning { get; set; } = PostgresProvisioning.CreateOrMigrate;

    /// <summary>
    /// Into how many hash partitions by installation the lanes and their queues are split when the schema is made; 0 for plain tables.
    /// Cannot be changed afterwards.
    /// </summary>
    /// <value>Default: 0; at most 256.</value>
    public int Partitions { get; set; }

    /// <summary>The most calls that share one commit; 1 for a commit each.</summary>
    /// <value>Default: 256; 1 to 10,000.</value>
    public int MaximumGroup { get; set; } = 256;

    /// <summary>
    /// How long a shared commit waits for a lane that somebody else's transaction holds. After that its calls go on one by one, so that
    /// a slow transaction of the application holds up only its own lane.
    /// </summary>
    /// <value>Default: 250 milliseconds; 1 millisecond to 10 seconds.</value>
    public TimeSpan GroupLockTimeout { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a single call waits for a lane that somebody else's transaction holds.</summary>
    /// <value>Default: 15 seconds; 10 milliseconds to 10 minutes.</value>
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often a transaction is tried when the database ended it for reasons of concurrency (deadlock, serialization).</summary>
    /// <value>Default: 5; 1 to 20.</value>
    public int MaximumTries { get; set; } = 5;

    /// <summary>
    /// Whether hosts tell each other about new work (<c>NOTIFY</c>, outside the transactions). Off behind a pooler that does not pass it on
    /// (PgBouncer in transaction mode); then hosts find each other's work by polling.
    /// </summary>
    /// <value>Default: true.</value>
    public bool Notify { get; set; } = true;

    /// <summary>The least time between two notifications of one process: what happens meanwhile goes into the next one.</summary>
    /// <value>Default: 5 milliseconds; 0 to 10 seconds.</value>
    public TimeSpan NotifyInterval { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Checks every setting.</summary>
    /// <exception cref="ArgumentException">A setting cannot be used; the message names it.</exception>
    public void Validate()
    {
        if (string.IsNullOrWhiteSpace(ConnectionString))
        {
            throw new ArgumentException(
                "PostgresStorageOptions.ConnectionString is not set, for example \"Host=localhost;Username=gitsync;Database=app\".");
        }

        NpgsqlConnectionStringBuilder builder;
        try
        {
            builder = new NpgsqlConnectionStringBuilder(ConnectionString);
        }
        catch (Exception refusal) when (refusal is ArgumentException or FormatException)
        {
            // The driver's message may quote the text, and the text holds a password.
            throw new ArgumentException(
                "PostgresStorageOptions.ConnectionString is no Npgsql connection string, for example \"Host=localhost;Username=gitsync;Database=app\".");
        }

        if (string.IsNullOrEmpty(builder.Host))
        {
            throw new ArgumentException("PostgresStorageOptions.ConnectionString names no Host.");
        }

        if (!PostgresSchema.IsName(Schema))
        {
            throw new ArgumentException(
                $"PostgresStorageOptions.Schema is \"{Schema}\"; it must be 1 to 40 lower-case letters, digits or underscores, and not begin with a digit or pg_.");
        }

        Within(nameof(Partitions), Partitions, 0, MaximumPartitions);
        Within(nameof(MaximumGroup), MaximumGroup, 1, 10_000);
        Within(nameof(GroupLockTimeout), GroupLockTimeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(10));
        Within(nameof(LockTimeout), LockTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10));
        Within(nameof(MaximumTries), MaximumTries, 1, 20);
        Within(nameof(NotifyInterval), NotifyInterval, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Within(nameof(Provisioning), Provisioning, PostgresProvisioning.None, PostgresProvisioning.CreateOrMigrate);
    }

    private static void Within<T>(string name, T value, T least, T most)
    {
        if (Comparer<T>.Default.Compare(value, least) < 0 || Comparer<T>.Default.Compare(value, most) > 0)
        {
            throw new ArgumentException($"PostgresStorageOptions.{name} is {value}; it must be from {least} to {most}.");
        }
    }
}
