using GitSync.Tests;

namespace GitSync.MultiHost.Tests;

/// <summary>
/// The short form of the proof: real host processes on one database, killed, paused and stopped while they work. The long form is
/// <c>dotnet run -c Release --project tests/GitSync.MultiHost</c>.
/// </summary>
public sealed class ShortRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gitsync-multihost-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [FactOnPostgres]
    public Task ThreeHostsOnPostgres_LoseNothingAndRunNothingTwice() => ProveAsync(new RunSettings
    {
        Storage = StorageKind.Postgres, Hosts = 3, Operations = 5_000, Lanes = 500, LeaseSeconds = 1.5,
        Kills = 7, AskedPauses = 3, AskedStops = 2,
    });

    [Fact]
    public Task ThreeHostsOnOneFile_LoseNothingAndRunNothingTwice() => ProveAsync(new RunSettings
    {
        Storage = StorageKind.Sqlite, Hosts = 3, Operations = 3_000, Lanes = 300, LeaseSeconds = 1.5,
        Kills = 5, AskedPauses = 2, AskedStops = 1,
    });

    private async Task ProveAsync(RunSettings settings)
    {
        await using var database = await RunDatabase.MakeAsync(settings.Storage, _folder);
        var report = await new MultiHostRun(settings, database.ConnectionString, _folder, _ => { }).RunAsync();
        var figures = string.Join('\n', report.Figures.Lines());
        report.Verdict.Kept.Should().BeEmpty(figures);
        report.Evidence.Journals.Runs.Should().NotBeEmpty();
        report.Evidence.Store.Operations.Count.Should().BeGreaterThanOrEqualTo(settings.Operations, figures);
        Sabotage.Unnoticed(report.Evidence, _ => { }).Should().Be(0, "a verifier that cannot fail proves nothing");
    }
}

/// <summary>A test that needs a PostgreSQL; skipped with the reason where there is none.</summary>
internal sealed class FactOnPostgresAttribute : FactAttribute
{
    public FactOnPostgresAttribute() => Skip = PostgresServer.UnavailableReason;
}
