using GitSync.Tests;

namespace GitSync.SampleHost.Tests;

/// <summary>A wrong configuration stops the host at start with a sentence that names the key.</summary>
public sealed class ConfigurationTests
{
    [Theory]
    [InlineData("Storage:Provider", "Oracle", "Storage:Provider")]
    [InlineData("GitHub:Mode", "Live", "GitHub:Mode")]
    [InlineData("GitHub:Mode", "App", "GitHub:AppId")]
    [InlineData("GitHub:ApiBaseAddress", "github", "GitHub:ApiBaseAddress")]
    [InlineData("GitHub:AppId", "-5", "GitHub:AppId")]
    [InlineData("GitSync:Connections:0:Repository", "no-owner", "GitSync:Connections:0:Repository")]
    [InlineData("GitSync:Connections:0:RepositoryId", "x", "GitSync:Connections:0:RepositoryId")]
    [InlineData("GitSync:MaximumAttempts", "0", "GitSync:MaximumAttempts")]
    [InlineData("GitSync:Lease", "00:00:01", "GitSync:Lease")]
    [InlineData("ConnectionStrings:GitSync", "Data Source=/no/such/folder/board.db", "ConnectionStrings:GitSync")]
    [InlineData("Simulator:StateFile", "/no/such/folder/github.json", "Simulator:StateFile")]
    public async Task WrongValue_StopsTheHostAndNamesTheKey(string key, string value, string named) => await RefusedAsync(named, (key, value));

    [Theory]
    [InlineData("Storage:Schema", "Of Its Own", "Storage:Schema")]
    [InlineData("Storage:Partitions", "-1", "Storage:Partitions")]
    [InlineData("Storage:Partitions", "many", "Storage:Partitions")]
    [InlineData("Storage:Provisioning", "Perhaps", "Storage:Provisioning")]
    [InlineData("Storage:LockTimeout", "never", "Storage:LockTimeout")]
    [InlineData("ConnectionStrings:GitSync", "Data Source=gitsync-sample.db", "ConnectionStrings:GitSync")]
    [InlineData("ConnectionStrings:GitSync", $"Hoost=db;Password={Refusal.Password}", "ConnectionStrings:GitSync")]
    [InlineData("ConnectionStrings:GitSync", $"Host=db;Port={Refusal.Password}", "ConnectionStrings:GitSync")]
    [InlineData("ConnectionStrings:GitSync", $"Username=board;Password={Refusal.Password}", "ConnectionStrings:GitSync")]
    public async Task WrongValueForPostgres_StopsTheHostAndNamesTheKey(string key, string value, string named) => await RefusedAsync(
        named,
        ("Storage:Provider", "Postgres"),
        ("ConnectionStrings:GitSync", $"Host=127.0.0.1;Port=1;Username=board;Password={Refusal.Password}"),
        (key, value));

    private static async Task RefusedAsync(string named, params (string Key, string Value)[] settings)
    {
        await using var database = new SqliteDatabase();
        await Refusal.OfAsync(database, named, settings);
    }
}

/// <summary>What only a PostgreSQL can refuse.</summary>
[NeedsPostgres]
public sealed class PostgresConfigurationTests : IAsyncLifetime
{
    private readonly PostgresDatabase _database = new();

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync().AsTask();

    [Theory]
    [InlineData("Username", "nobody_here")]
    [InlineData("Database", "nowhere")]
    public async Task UnknownRoleOrDatabase_StopsTheHostAndNamesTheKey(string part, string value) => await Refusal.OfAsync(
        _database,
        "ConnectionStrings:GitSync",
        ("ConnectionStrings:GitSync", new Npgsql.NpgsqlConnectionStringBuilder(_database.ConnectionString) { [part] = value }.ConnectionString));

    [Fact]
    public async Task TablesThatNobodyMade_StopAHostThatMayNotMakeThem()
    {
        await Refusal.OfAsync(_database, "PostgresSchema.Script", ("Storage:Provisioning", "Validate"));
        await PostgresServer.ExecuteAsync(_database.ConnectionString, GitSync.Storage.Postgres.PostgresSchema.Script());

        await Refusal.OfAsync(_database, "Board/postgres.sql", ("Storage:Provisioning", "Validate"));
    }

    [Fact]
    public async Task SchemaWithOtherPartitions_StopsTheHostAndNamesTheKey()
    {
        await using (await HostProcess.StartAsync(_database, ("Storage:Partitions", "2"), ("Storage:Schema", "two")))
        {
            // It has made the schema.
        }

        await Refusal.OfAsync(_database, "Storage:Partitions", ("Storage:Partitions", "4"), ("Storage:Schema", "two"));
    }
}
