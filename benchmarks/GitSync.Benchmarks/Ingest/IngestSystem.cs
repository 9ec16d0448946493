using Microsoft.AspNetCore.Http;

namespace GitSync.Benchmarks;

/// <summary>A server that takes in webhooks, and how it is seen that it did.</summary>
/// <param name="Name">As the figures name it.</param>
/// <param name="Which">As the program that serves it names it.</param>
/// <param name="Program">That program.</param>
/// <param name="VerifyAsync">Throws when its database does not hold what was sent to it: so many, from the first on.</param>
internal sealed record IngestSystem(
    string Name, string Which, BuiltProgram Program, Func<IQueueDatabase, SignedWebhooks, int, Task> VerifyAsync)
{
    public const string GitSync = "GitSync";
    public const string NothingStored = "verified, nothing stored";
    public const string WholeBody = "verified and whole body stored";
    public const string CommitEach = "verified and whole body stored, SQLite FULL, a commit each";
    public const string Grouped = "verified and whole body stored, SQLite FULL, shared commits";
    public const string Peer = "Octokit.Webhooks + Hangfire";

    private const string PeerCount = "SELECT count(*) FROM hangfire.job";

    private static readonly BuiltProgram Own = BuiltProgram.Own.With(IngestServer.Verb);

    /// <summary>How it answers what it took in.</summary>
    public int Answer { get; private init; } = StatusCodes.Status202Accepted;

    /// <summary>The systems that are set against each other on a store, in the order in which they take turns.</summary>
    public static IReadOnlyList<IngestSystem> Of(string store) => store switch
    {
        RunOptions.Sqlite =>
        [
            new(NothingStored, IngestServer.Nothing, Own, NothingToVerify),
            new(CommitEach, IngestServer.InsertSqlite, Own, RowsAsync(SqliteBodies.Count)),
            new(Grouped, IngestServer.InsertSqliteGrouped, Own, RowsAsync(SqliteBodies.Count)),
            new(GitSync, IngestServer.GitSyncSqlite, Own, IngestVerification.DeliveriesAsync),
        ],
        RunOptions.Postgres =>
        [
            new(NothingStored, IngestServer.Nothing, Own, NothingToVerify),
            new(WholeBody, IngestServer.InsertPostgres, Own, RowsAsync(PostgresBodies.Count)),
            new(GitSync, IngestServer.GitSyncPostgres, Own, IngestVerification.DeliveriesAsync),
            new(Peer, "octokit-hangfire", BuiltProgram.Peers, RowsAsync(PeerCount)) { Answer = StatusCodes.Status200OK },
        ],
        _ => throw new BenchmarkBrokenException($"There is no store {store}."),
    };

    private static Task NothingToVerify(IQueueDatabase database, SignedWebhooks webhooks, int sent) => Task.CompletedTask;

    private static Func<IQueueDatabase, SignedWebhooks, int, Task> RowsAsync(string sql) =>
        (database, _, sent) => IngestVerification.RowsAsync(database, sql, sent);
}
