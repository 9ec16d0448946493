using System.Globalization;
using Npgsql;

namespace GitSync.Benchmarks;

/// <summary>The folder of the peers that run on Node: their packages, and the Node 22 among these that they need.</summary>
internal static class NodePeers
{
    private static readonly TimeSpan MaximumInstallation = TimeSpan.FromMinutes(5);

    /// <summary>Installs the packages when they are missing. Null, and why on the error output, when there is no npm to do it.</summary>
    /// <exception cref="BenchmarkBrokenException">npm could not.</exception>
    public static async Task<string?> FindNodeAsync(string folder)
    {
        var node = Path.Combine(folder, "node_modules", "node", "bin", "node");
        if (File.Exists(node))
        {
            return node;
        }

        if (!await ChildProcess.ExistsAsync("npm", MaximumInstallation).ConfigureAwait(false))
        {
            await Console.Error.WriteLineAsync("graphile-worker and pg-boss are left out: their packages are installed by npm, and there is none.").ConfigureAwait(false);
            return null;
        }

        Console.WriteLine("installing graphile-worker, pg-boss and their Node");
        var installation = await ChildProcess.RunAsync("npm", ["ci"], MaximumInstallation, folder).ConfigureAwait(false);
        BenchmarkBrokenException.Require(
            installation is { EndedInTime: true, ExitCode: 0 } && File.Exists(node), $"npm ci did not install the Node peers. {installation.Errors}");
        return node;
    }

    /// <summary>The same database in the words that Node's drivers read; a folder for a host is that of a socket.</summary>
    public static string AddressOf(NpgsqlConnectionStringBuilder database)
    {
        var user = Uri.EscapeDataString(database.Username ?? "postgres");
        var password = database.Password is { Length: > 0 } given ? ":" + Uri.EscapeDataString(given) : "";
        var host = Uri.EscapeDataString(database.Host ?? "localhost");
        var name = Uri.EscapeDataString(database.Database ?? "postgres");
        return string.Create(CultureInfo.InvariantCulture, $"postgres://{user}{password}@{host}:{database.Port}/{name}");
    }
}
