using System.Diagnostics.Metrics;
using GitSync.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace GitSync.Core.Tests;

/// <summary>One host's part of it.</summary>
internal sealed class ActivityHost : IDisposable
{
    private readonly ActivityMeter _meter = new();

    public ActivityHost(ISyncStore store, ISharedState shared, ManualClock clock)
    {
        var recorder = new ActivityRecorder(_meter, clock);
        Queue = new ObservedQueue(store, recorder, clock);
        Keeper = new ActivityKeeper(recorder, store, shared, new AlwaysReady(), clock, NullLogger<ActivityKeeper>.Instance);
        Make = new StoreScenario(store, clock);
    }

    public ISyncQueue Queue { get; }

    public ActivityKeeper Keeper { get; }

    public StoreScenario Make { get; }

    public bool Owns(Instrument instrument) => _meter.Owns(instrument.Meter);

    public async Task<IReadOnlyList<EnqueueOutcome>> EnqueueAsync(params EnqueueItem[] items) =>
        (await Queue.EnqueueAsync(new EnqueueBatch { Items = items })).Outcomes;

    public async Task<ClaimedOperation> ClaimOneAsync() =>
        (await Queue.WorkAsync([], new ClaimRequest(StoreScenario.Worker, 1, StoreScenario.Lease))).Claimed.Should().ContainSingle().Which;

    public Task EndAsync(Completion completion) =>
        Queue.WorkAsync([completion], new ClaimRequest(StoreScenario.Worker, 0, StoreScenario.Lease));

    public async Task<IReadOnlyList<ActivityMinute>> ReadAsync()
    {
        await Keeper.WriteAsync();
        return await Keeper.ReadAsync(default);
    }

    public async Task<ActivityMinute> ReadOneAsync() => (await ReadAsync()).Should().ContainSingle().Which;

    public void Dispose()
    {
        Keeper.Dispose();
        _meter.Dispose();
    }
}

file sealed class AlwaysReady : ISyncReadiness
{
    public Task Ready => Task.CompletedTask;

    public string? Reason => null;
}

/// <summary>Shared state of a store that is away now and then.</summary>
internal sealed class FaultyState(ISharedState inner) : ISharedState
{
    public bool IsAway { get; set; }

    public Task<byte[]?> FindStateAsync(string name, CancellationToken cancellationToken) => inner.FindStateAsync(name, cancellationToken);

    public Task<IReadOnlyList<KeyValuePair<string, byte[]>>> ListStateAsync(string prefix, CancellationToken cancellationToken) =>
        inner.ListStateAsync(prefix, cancellationToken);

    public Task<byte[]?> ChangeStateAsync(string name, Func<byte[]?, byte[]?> change, CancellationToken cancellationToken) => IsAway
        ? throw new StoreUnavailableException("away")
        : inner.ChangeStateAsync(name, change, cancellationToken);
}
