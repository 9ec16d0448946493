using GitSync.Tests;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace GitSync.Storage.Postgres.Tests;

/// <summary>Hosts wake each other, soon and seldom.</summary>
public sealed class WakeRelayTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly PostgresStoreHarness _harness = new();
    private readonly List<PostgresWakeRelay> _relays = [];
    private PostgresStorageOptions _options = null!;

    public async Task InitializeAsync() => _options = new PostgresStorageOptions
    {
        ConnectionString = new NpgsqlConnectionStringBuilder(await PostgresStoreHarness.ConnectionString) { ApplicationName = _harness.Schema }.ConnectionString,
        Schema = _harness.Schema,
    };

    public async Task DisposeAsync()
    {
        foreach (var relay in _relays)
        {
            await relay.StopAsync(default);
            relay.Dispose();
        }

        await _harness.DisposeAsync();
    }

    [Fact]
    public async Task Announcement_WakesTheOtherHosts()
    {
        var (first, second) = (await StartAsync(), await StartAsync());
        var woken = second.NextWake();
        first.Relay.Announce();
        await woken.WaitAsync(Patience);
    }

    [Fact]
    public async Task ManyAnnouncements_AreFewNotifications()
    {
        var first = await StartAsync();
        var heard = 0;
        await using var listener = new NpgsqlConnection(_options.ConnectionString);
        await listener.OpenAsync();
        await using (var listen = new NpgsqlCommand($"LISTEN gitsync_{_harness.Schema}", listener))
        {
            await listen.ExecuteNonQueryAsync();
        }

        listener.Notification += (_, _) => heard++;
        for (var i = 0; i < 10_000; i++)
        {
            first.Relay.Announce();
        }

        (await listener.WaitAsync(Patience)).Should().BeTrue();
        heard.Should().BeLessThan(100);
    }

    [Fact]
    public async Task ConnectionsThatBreak_AreMadeAgain()
    {
        var (first, second) = (await StartAsync(), await StartAsync());
        var listeningAgain = second.NextWake();
        await PostgresServer.ExecuteAsync(
            await PostgresStoreHarness.ConnectionString,
            $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '{_harness.Schema}'");

        // A listener that is back looks once for what it may have missed.
        await listeningAgain.WaitAsync(Patience);
        var woken = second.NextWake();
        first.Relay.Announce();
        await woken.WaitAsync(Patience);
    }

    private async Task<Host> StartAsync()
    {
        var relay = new PostgresWakeRelay(_options, new AlwaysReady(), NullLogger.Instance);
        _relays.Add(relay);
        var host = new Host(relay);

        // The first wake-up says that it listens.
        var listens = host.NextWake();
        await relay.StartAsync(default);
        await listens.WaitAsync(Patience);
        return host;
    }

    private sealed class AlwaysReady : ISyncReadiness
    {
        public Task Ready => Task.CompletedTask;

        public string? Reason => null;
    }

    private sealed class Host
    {
        private TaskCompletionSource _wake = new();

        public Host(PostgresWakeRelay relay)
        {
            Relay = relay;
            relay.Woken += () => _wake.TrySetResult();
        }

        public PostgresWakeRelay Relay { get; }

        public Task NextWake()
        {
            _wake = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _wake.Task;
        }
    }
}
