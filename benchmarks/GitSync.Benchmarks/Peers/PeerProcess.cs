using Npgsql;

namespace GitSync.Benchmarks;

/// <summary>A program that gives one peer one scenario's work, on a database of its own.</summary>
internal sealed class PeerProcess
{
    /// <summary>The slowest peer drains some hundred jobs per second; a program that takes longer hangs.</summary>
    private static readonly TimeSpan MaximumRun = TimeSpan.FromMinutes(20);

    private readonly Peer _peer;
    private readonly string _program;
    private readonly string _file;

    private PeerProcess(Peer peer, string program, string file) => (_peer, _program, _file) = (peer, program, file);

    /// <summary>Null, and why on the error output, when this machine cannot run the peer.</summary>
    public static async Task<PeerProcess?> FindAsync(Peer peer)
    {
        if (peer.NodeProgram is null)
        {
            return new PeerProcess(peer, "dotnet", BuiltProgram.PathOf("DotnetPeers"));
        }

        var folder = Path.GetFullPath(BuiltProgram.PathOf("NodePeers"));
        return await NodePeers.FindNodeAsync(folder).ConfigureAwait(false) is { } node
            ? new PeerProcess(peer, node, Path.Combine(folder, peer.NodeProgram))
            : null;
    }

    /// <summary>Null when the peer has no such thing as is to be measured.</summary>
    /// <exception cref="BenchmarkBrokenException">It failed, took too long or lost jobs.</exception>
    public async Task<PeerResult?> RunAsync(BenchmarkServer server, PeerLoad load)
    {
        var database = await server.CreateDatabaseAsync().ConfigureAwait(false);
        try
        {
            return await RunAsync(database, load).ConfigureAwait(false);
        }
        finally
        {
            await server.DropDatabaseAsync(database).ConfigureAwait(false);
        }
    }

    private async Task<PeerResult?> RunAsync(string database, PeerLoad load)
    {
        var address = _peer.NodeProgram is null ? database : NodePeers.AddressOf(new NpgsqlConnectionStringBuilder(database));
        var run = await ChildProcess
            .RunAsync(_program, [_file, _peer.System, load.Scenario, "--database", address, .. load.Arguments], MaximumRun)
            .ConfigureAwait(false);
        var what = $"{_peer.Name}, {load.Scenario}";
        BenchmarkBrokenException.Require(run.EndedInTime, $"{what}: it still ran after {MaximumRun}.");
        var line = run.Output.TrimEnd().Split('\n')[^1];
        BenchmarkBrokenException.Require(line.StartsWith('{'), $"{what}: it ended with {run.ExitCode} and without a figure. {run.Errors}");
        var result = PeerResult.Read(line);
        BenchmarkBrokenException.Require(result is null || result.Order.Lost == 0, $"{what}: {result?.Order.Lost} jobs were lost. {run.Errors}");
        BenchmarkBrokenException.Require(run.ExitCode == 0, $"{what}: it ended with {run.ExitCode}. {run.Errors}");
        return result;
    }
}
