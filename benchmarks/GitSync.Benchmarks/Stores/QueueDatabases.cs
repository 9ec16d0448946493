using Microsoft.Extensions.DependencyInjection;

namespace GitSync.Benchmarks;

/// <summary>Makes databases of either store, and hosts on them.</summary>
internal sealed class QueueDatabases
{
    private readonly BenchmarkServer? _server;

    private QueueDatabases(BenchmarkServer? server) => _server = server;

    /// <exception cref="NotHereException">PostgreSQL is asked for and not here.</exception>
    public static async Task<QueueDatabases> FindAsync(RunOptions options)
    {
        var server = options.Stores.Contains(RunOptions.Postgres) ? await BenchmarkServer.FindAsync().ConfigureAwait(false) : null;
        await (server?.DescribeAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        return new QueueDatabases(server);
    }

    /// <summary>Measures on an empty database of every store that is asked for, one after the other.</summary>
    public static async Task OnEachAsync(SuiteRun run, Func<string, IQueueDatabase, Comparison, Task> measure)
    {
        var databases = await FindAsync(run.Options).ConfigureAwait(false);
        foreach (var store in run.Options.Stores)
        {
            Console.WriteLine(store);
            var database = await databases.MakeAsync(store).ConfigureAwait(false);
            await using (database.ConfigureAwait(false))
            {
                await measure(store, database, run.Compare(store)).ConfigureAwait(false);
            }
        }
    }

    public async Task<IQueueDatabase> MakeAsync(string store) => store switch
    {
        RunOptions.Sqlite => await SqliteDatabase.MakeAsync().ConfigureAwait(false),
        RunOptions.Postgres => await PostgresDatabase.MakeAsync(_server!).ConfigureAwait(false),
        _ => throw Unknown(store),
    };

    /// <summary>Hangs the store on a host, as an application does.</summary>
    public static GitSyncBuilder Use(GitSyncBuilder builder, string store, string connectionString) => store switch
    {
        RunOptions.Sqlite => builder.UseSqlite(connectionString),
        RunOptions.Postgres => builder.UsePostgres(connectionString),
        _ => throw Unknown(store),
    };

    private static BenchmarkBrokenException Unknown(string store) => new($"There is no store {store}.");
}
