using System.Reflection;
using DbUp;
using GitSync.Testing;
using Microsoft.Data.Sqlite;

namespace GitSync.Storage.Sqlite.Tests;

/// <summary>A file that an earlier version made, with what it held.</summary>
public sealed class UpgradeTests : IAsyncDisposable
{
    private static readonly Assembly Package = typeof(SqliteSyncStore).Assembly;
    private static readonly string[] Steps = [.. Package.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private readonly SqliteStoreHarness _harness = new();

    public static TheoryData<int> Versions() => [.. Enumerable.Range(1, Steps.Length - 1)];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task FileOfAnEarlierVersion_IsUpgradedWithWhatItHolds(int steps)
    {
        MakeWith(steps);
        Execute("INSERT INTO gitsync_connections (project, repository_id, installation_id, owner, name, obstacles) VALUES ('board', 42, 5, 'octo', 'app', 1)");

        await using var store = new SqliteSyncStore(new SqliteStorageOptions { ConnectionString = _harness.ConnectionString }, new ManualClock());
        await store.InitializeAsync();

        (await store.FindByProjectAsync("board")).Should().Match<Connection>(connection => connection.RepositoryId == 42 && connection.Obstacles == ConnectionObstacles.SwitchedOff);
        Steps.Should().OnlyContain(step => Count($"SELECT count(*) FROM gitsync_schema WHERE ScriptName = '{step}'") == 1);
    }

    [Fact]
    public async Task UpgradeThatFailsInTheMiddle_ChangesNothing_AndSucceedsOnceWhatStoodInItsWayIsGone()
    {
        MakeWith(1);

        // A later step makes a table of this name.
        var name = LaterTable();
        Execute($"CREATE TABLE {name} (x)");
        await using var store = new SqliteSyncStore(new SqliteStorageOptions { ConnectionString = _harness.ConnectionString }, new ManualClock());
        var act = () => store.InitializeAsync();
        await act.Should().ThrowAsync<Exception>().WithMessage("*already exists*");
        Count("SELECT count(*) FROM gitsync_schema").Should().Be(1, "the steps before the one that failed are undone too");

        Execute($"DROP TABLE {name}");
        await store.InitializeAsync();
        Count("SELECT count(*) FROM gitsync_schema").Should().Be(Steps.Length);
    }

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    /// <summary>The last table that a later step makes.</summary>
    private static string LaterTable() => Steps.Skip(1).SelectMany(step =>
    {
        using var reader = new StreamReader(Package.GetManifestResourceStream(step)!);
        return reader.ReadToEnd().Split('\n').Where(line => line.StartsWith("CREATE TABLE ", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]);
    }).Last();

    private void MakeWith(int steps)
    {
        var engine = DeployChanges.To.SqliteDatabase(_harness.ConnectionString + ";Pooling=False")
            .WithScriptsEmbeddedInAssembly(Package, Steps.Take(steps).Contains)
            .JournalToSqliteTable("gitsync_schema")
            .WithVariablesDisabled()
            .LogToNowhere()
            .Build();
        engine.PerformUpgrade().Successful.Should().BeTrue();
    }

    private void Execute(string sql) => Run(sql, command => command.ExecuteNonQuery());

    private long Count(string sql) => Run(sql, command => (long)command.ExecuteScalar()!);

    private T Run<T>(string sql, Func<SqliteCommand, T> run)
    {
        using var connection = new SqliteConnection(_harness.ConnectionString + ";Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return run(command);
    }
}
