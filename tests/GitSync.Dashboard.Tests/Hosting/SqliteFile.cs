using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GitSync.Dashboard.Tests;

/// <summary>A SQLite database of a test's own, deleted with it. Dispose of what uses it first.</summary>
internal sealed class SqliteFile : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gitsync-dashboard-");

    /// <summary>Puts it in the in-memory store's place: <c>Weather.StartAsync(file.Use)</c>.</summary>
    public void Use(IServiceCollection services) => new GitSyncBuilder(services.RemoveAll<ISyncStore>()).UseSqlite(ConnectionString);

    public void Dispose() => _folder.Delete(recursive: true);

    private string ConnectionString =>
        new SqliteConnectionStringBuilder { DataSource = Path.Combine(_folder.FullName, "sync.db"), Pooling = false }.ConnectionString;
}
