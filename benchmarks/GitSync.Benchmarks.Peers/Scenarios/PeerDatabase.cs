using System.Globalization;
using Npgsql;

namespace GitSync.Benchmarks.Peers;

/// <summary>What is asked of a peer's tables, and of its package.</summary>
internal static class PeerDatabase
{
    public static async Task<long> CountAsync(string database, string table)
    {
        var connection = new NpgsqlConnection(database);
        await using (connection.ConfigureAwait(false))
        {
            await connection.OpenAsync().ConfigureAwait(false);
            var command = new NpgsqlCommand("SELECT count(*) FROM " + table, connection);
            await using (command.ConfigureAwait(false))
            {
                return Convert.ToInt64(await command.ExecuteScalarAsync().ConfigureAwait(false), CultureInfo.InvariantCulture);
            }
        }
    }

    /// <summary>Of the package that a type comes from.</summary>
    public static string VersionOf(Type type) => type.Assembly.GetName().Version?.ToString(3) ?? "unknown";
}
