using GitSync;
using GitSync.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers SQLite as GitSync's store: for any number of processes on one machine.</summary>
public static class SqliteGitSyncBuilderExtensions
{
    /// <summary>Keeps queue, links and history in a SQLite database; its tables are made when the host starts.</summary>
    /// <param name="builder">What <c>AddGitSync()</c> returned.</param>
    /// <param name="connectionString">
    /// For example <c>Data Source=app.db</c>. When it is the application's own database, records and operations can share a transaction.
    /// </param>
    /// <returns>The builder.</returns>
    public static GitSyncBuilder UseSqlite(this GitSyncBuilder builder, string connectionString) =>
        builder.UseSqlite(new SqliteStorageOptions { ConnectionString = connectionString });

    /// <summary>Keeps queue, links and history in a SQLite database.</summary>
    /// <param name="builder">What <c>AddGitSync()</c> returned.</param>
    /// <param name="options">The storage options.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public static GitSyncBuilder UseSqlite(this GitSyncBuilder builder, SqliteStorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        builder.Services.TryAddSingleton<ISyncStore>(provider => new SqliteSyncStore(
            options,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IOptions<GitSyncOptions>>().Value.RecordConflicts,
            provider.GetService<ILogger<SqliteSyncStore>>()));
        return builder;
    }
}
