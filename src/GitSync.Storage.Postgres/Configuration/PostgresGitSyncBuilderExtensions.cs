using GitSync;
using GitSync.Storage.Postgres;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers PostgreSQL as GitSync's store: for any number of hosts on one database.</summary>
public static class PostgresGitSyncBuilderExtensions
{
    /// <summary>Keeps queue, links and history in a PostgreSQL database (13 or later); its tables are made when the host starts.</summary>
    /// <param name="builder">What <c>AddGitSync()</c> returned.</param>
    /// <param name="connectionString">
    /// For example <c>Host=db;Username=app;Database=app</c>. When it is the application's own database, records and operations can share a
    /// transaction.
    /// </param>
    /// <returns>The builder.</returns>
    public static GitSyncBuilder UsePostgres(this GitSyncBuilder builder, string connectionString) =>
        builder.UsePostgres(new PostgresStorageOptions { ConnectionString = connectionString });

    /// <summary>Keeps queue, links and history in a PostgreSQL database.</summary>
    /// <param name="builder">What <c>AddGitSync()</c> returned.</param>
    /// <param name="options">The storage options.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public static GitSyncBuilder UsePostgres(this GitSyncBuilder builder, PostgresStorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        builder.Services.TryAddSingleton<ISyncStore>(provider => new PostgresSyncStore(
            options,
            clock: null,
            provider.GetRequiredService<IOptions<GitSyncOptions>>().Value.RecordConflicts,
            provider.GetService<ILogger<PostgresSyncStore>>()));
        if (options.Notify)
        {
            builder.Services.TryAddSingleton(provider => new PostgresWakeRelay(
                options,
                provider.GetRequiredService<ISyncReadiness>(),
                provider.GetService<ILogger<PostgresSyncStore>>() ?? (ILogger)NullLogger.Instance));
            builder.Services.AddSingleton<IWakeRelay>(provider => provider.GetRequiredService<PostgresWakeRelay>());
            builder.Services.AddHostedService(provider => provider.GetRequiredService<PostgresWakeRelay>());
        }

        return builder;
    }
}
