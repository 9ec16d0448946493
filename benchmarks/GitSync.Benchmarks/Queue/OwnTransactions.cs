using System.Diagnostics;
using Npgsql;

namespace GitSync.Benchmarks;

/// <summary>Callers that enqueue in transactions of their own, as an application does that saves its record with it: a commit each, side by side.</summary>
internal static class OwnTransactions
{
    /// <summary>Operations per second.</summary>
    public static async Task<double> EnqueueAsync(PostgresDatabase database, QueueUnderTest queue, int operations, int callers)
    {
        var each = operations / callers;
        var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using (source.ConfigureAwait(false))
        {
            var batches = Enumerable.Range(0, callers)
                .Select(_ => Enumerable.Range(0, each).Select(_ => queue.Workload.NewTasks(1)).ToArray())
                .ToArray();
            var since = Stopwatch.GetTimestamp();
            await Task.WhenAll(batches.Select(own => Task.Run(() => EnqueueAsync(source, queue.Store, own)))).ConfigureAwait(false);
            var seconds = Stopwatch.GetElapsedTime(since).TotalSeconds;
            await queue.VerifyQueuedAsync(each * callers).ConfigureAwait(false);
            return each * callers / seconds;
        }
    }

    private static async Task EnqueueAsync(NpgsqlDataSource source, ISyncStore store, EnqueueBatch[] batches)
    {
        var connection = await source.OpenConnectionAsync().ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            foreach (var batch in batches)
            {
                var transaction = await connection.BeginTransactionAsync().ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    await store.EnqueueAsync(batch, transaction).ConfigureAwait(false);
                    await transaction.CommitAsync().ConfigureAwait(false);
                }
            }
        }
    }
}
