using Microsoft.EntityFrameworkCore;

namespace GitSync.EntityFramework;

/// <summary>
/// Tasks and GitSync's queue in one database: <c>Database</c> (<c>Sqlite</c>, <c>Postgres</c>) says which, <c>ConnectionStrings:App</c> where.
/// </summary>
internal static class TaskServices
{
    public static GitSyncBuilder AddTasks(this IServiceCollection services, IConfiguration configuration)
    {
        var connectionString = configuration.GetConnectionString("App") ?? "Data Source=tasks.db";
        var isPostgres = configuration["Database"] == "Postgres";
        services.AddDbContextFactory<TaskDb>(db => _ = isPostgres ? db.UseNpgsql(connectionString) : db.UseSqlite(connectionString));
        services.AddScoped<TaskEditor>();
        var gitSync = services.AddGitSync().AddRecords<TaskRecords, NoComments>().AllowOutbound();
        return isPostgres ? gitSync.UsePostgres(connectionString) : gitSync.UseSqlite(connectionString);
    }
}
