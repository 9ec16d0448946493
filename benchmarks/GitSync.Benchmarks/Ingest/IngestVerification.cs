using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace GitSync.Benchmarks;

/// <summary>Whether a server kept what it said it had taken in. Read after it stopped.</summary>
internal static class IngestVerification
{
    /// <summary>Some are compared byte by byte: every so many.</summary>
    private const int Compared = 500;

    /// <summary>GitSync's own reader sees every delivery once, with what it brought, and bodies that are whole.</summary>
    public static async Task DeliveriesAsync(IQueueDatabase database, SignedWebhooks webhooks, int sent)
    {
        var store = await database.OpenAsync().ConfigureAwait(false);
        var seen = new HashSet<Guid>();
        DeliveryPage page;
        DeliveryPosition? before = null;
        do
        {
            page = await store.ListDeliveriesAsync(new DeliveryQuery { Before = before, Limit = OperationQuery.MaximumLimit }).ConfigureAwait(false);
            seen.UnionWith(page.Deliveries.Where(delivery => delivery.Operations.Count > 0).Select(delivery => delivery.Id));
            before = page.Continue;
        }
        while (before is not null);
        var missing = Enumerable.Range(0, sent).Count(number => !seen.Contains(webhooks.Id(number)));
        BenchmarkBrokenException.Require(
            missing == 0 && seen.Count == sent, $"The store holds {seen.Count} deliveries that brought operations, not {sent}; {missing} are missing.");

        for (var number = 0; number < sent; number += Compared)
        {
            var delivery = await store.FindDeliveryAsync(webhooks.Id(number)).ConfigureAwait(false);
            BenchmarkBrokenException.Require(
                delivery is not null && delivery.Body.Span.SequenceEqual(webhooks.Body(number)), $"The body of webhook {number} is not what was sent.");
        }
    }

    /// <summary>The other ones are asked how many rows they have.</summary>
    public static async Task RowsAsync(IQueueDatabase database, string sql, int sent)
    {
        DbConnection connection = database is PostgresDatabase
            ? new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false }.ConnectionString)
            : new SqliteConnection(new SqliteConnectionStringBuilder(database.ConnectionString) { Pooling = false }.ConnectionString);
        await using (connection.ConfigureAwait(false))
        {
            await connection.OpenAsync().ConfigureAwait(false);
            var command = connection.CreateCommand();
            await using (command.ConfigureAwait(false))
            {
                command.CommandText = sql;
                var rows = Convert.ToInt64(await command.ExecuteScalarAsync().ConfigureAwait(false), CultureInfo.InvariantCulture);
                BenchmarkBrokenException.Require(rows == sent, $"{rows} are stored, not {sent}.");
            }
        }
    }
}
