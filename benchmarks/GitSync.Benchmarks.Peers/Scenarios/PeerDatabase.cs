using System.Globalization;
using Npgsql;

namespace GitSync.Benchmarks.Peers;

/// <summary>What is asked of a peer's tables, and of its package.</summary>
internal static class PeerDatabase
{
    public static async Task<long> CountAsync(string database, string table) =>
        Convert.ToInt64(await ExecuteAsync(database, "SELECT count(*) FROM " + table).ConfigureAwait(false), CultureInfo.InvariantCulture);

    /// <summary>What the database would soon do by itself: without it some peers' drains are by chance a hundred times slower.</summary>
    public static Task AnalyzeAsync(string database) => ExecuteAsync(database, "ANALYZE");

    /// <summary>Of the package that a type comes from.</summary>
    public static string VersionOf(Type type) => type.Assembly.GetName().Version?.ToString(3) ?? "unknown";

    private static async Task<object?> ExecuteAsync(string database, string sql)
    {
        var connection = new NpgsqlConnection(database);
        await using (connection.ConfigureAwait(false))
        {
            await connection.OpenAsync().ConfigureAwait(false);
            var command = new NpgsqlCommand(sql, connection);
            await using (command.ConfigureAwait(false))
            {
                return await command.ExecuteScalarAsync().ConfigureAwait(false);
            }
        }
    }
}
