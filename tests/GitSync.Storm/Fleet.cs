using GitSync.Tests.Hosting;

namespace GitSync.Storm;

/// <summary>Host processes on one database, one of which is killed now and then.</summary>
internal sealed class Fleet(SimulatedGitHub gitHub, TemporaryDatabase database, (string Key, string Value)[] settings) : IAsyncDisposable
{
    private volatile HostProcess[] _hosts = [];

    /// <summary>As they are just now.</summary>
    public IReadOnlyList<HostProcess> Hosts => _hosts;

    public async Task StartAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _hosts = [.. _hosts, await HostProcess.StartAsync(gitHub, database, settings)];
        }
    }

    /// <summary>Kills a host wherever it is in its work, and starts another one on the same database.</summary>
    public async Task ReplaceAsync(int turn)
    {
        var killed = _hosts[turn % _hosts.Length];
        await killed.KillAsync();
        await killed.DisposeAsync();
        var another = await HostProcess.StartAsync(gitHub, database, settings);
        _hosts = [.. _hosts.Select(host => host == killed ? another : host)];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }
    }
}
