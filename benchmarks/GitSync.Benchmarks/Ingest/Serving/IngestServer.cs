using GitSync.Storage.Postgres;
using GitSync.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace GitSync.Benchmarks;

/// <summary>This program as one of the servers under test: <c>serve ingest WHICH --database CONNECTION --secret SECRET</c>.</summary>
internal static class IngestServer
{
    public const string Verb = "serve";
    public const string Suite = "ingest";

    public const string GitSyncPostgres = "gitsync-postgres";
    public const string GitSyncSqlite = "gitsync-sqlite";
    public const string Nothing = "nothing";
    public const string InsertPostgres = "insert-postgres";
    public const string InsertSqlite = "insert-sqlite";
    public const string InsertSqliteGrouped = "insert-sqlite-grouped";

    /// <summary>The arguments after the verb.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not [Suite, var which, "--database", var database, "--secret", var secret])
        {
            return Usage();
        }

        switch (which)
        {
            case GitSyncPostgres:
                await GitSyncServer.RunAsync(secret, sync => sync.UsePostgres(new PostgresStorageOptions { ConnectionString = database })).ConfigureAwait(false);
                return 0;
            case GitSyncSqlite:
                await GitSyncServer.RunAsync(secret, sync => sync.UseSqlite(new SqliteStorageOptions { ConnectionString = database })).ConfigureAwait(false);
                return 0;
            case Nothing:
                await VerifyingServer.RunAsync(secret, new NoBodies()).ConfigureAwait(false);
                return 0;
            case InsertPostgres:
                await VerifyingServer.RunAsync(secret, await PostgresBodies.OpenAsync(database).ConfigureAwait(false)).ConfigureAwait(false);
                return 0;
            case InsertSqlite:
                await VerifyingServer.RunAsync(secret, new SqliteBodies(database, mostPerCommit: 1)).ConfigureAwait(false);
                return 0;
            case InsertSqliteGrouped:
                await VerifyingServer.RunAsync(secret, new SqliteBodies(database, SqliteBodies.MostPerCommit)).ConfigureAwait(false);
                return 0;
            default:
                return Usage();
        }
    }

    private static int Usage()
    {
        Console.Error.WriteLine($"usage: {Verb} {Suite} WHICH --database CONNECTION --secret SECRET");
        return 2;
    }
}
