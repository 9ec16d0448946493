using System.Diagnostics.Metrics;
using GitSync.Testing;

namespace GitSync.Core.Tests;

/// <summary>What passes through a host's queue, until a page reads it.</summary>
public sealed class ActivityTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly FaultyState _shared;
    private readonly InMemorySyncStore _store;
    private readonly ActivityHost _host;
    private readonly StoreScenario _make;

    public ActivityTests()
    {
        _store = new InMemorySyncStore(_clock);
        _shared = new FaultyState(_store);
        _host = new ActivityHost(_store, _shared, _clock);
        _make = _host.Make;
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task CompletedOperation_IsCountedWithItsTimes()
    {
        await _make.EnqueueOneAsync(_make.Inbound(1, 0));
        _clock.Advance(TimeSpan.FromSeconds(4));
        var claim = await _host.ClaimOneAsync();
        _clock.Advance(TimeSpan.FromMilliseconds(150));
        await _host.EndAsync(StoreScenario.Completed(claim));

        var minute = await _host.ReadOneAsync();

        minute.At.Should().Be(ManualClock.Start);
        minute.Ended[OperationState.Completed].Should().Be(1);
        (minute.Inbound, minute.Outbound).Should().Be((1, 0));
        minute.Waited.Percentile(1).Should().Be(TimeSpan.FromSeconds(5), "four seconds are in the bucket up to five");
        minute.Processed.Percentile(1).Should().Be(TimeSpan.FromMilliseconds(200));
        minute.Errors.Should().BeEmpty();
        minute.Levels![OperationState.Completed].Should().Be(1);
    }

    [Fact]
    public async Task FailedAttempts_CountByTheirCodesAndWaitingForTheNextIsNoWait()
    {
        await _make.EnqueueOneAsync(_make.Outbound("t"));
        await _host.EndAsync(StoreScenario.Retried(await _host.ClaimOneAsync(), _clock.GetUtcNow().AddMinutes(10)));
        _clock.Advance(TimeSpan.FromMinutes(10));
        await _host.EndAsync(StoreScenario.Retried(await _host.ClaimOneAsync(), spends: false));
        await _host.EndAsync(StoreScenario.Failed(await _host.ClaimOneAsync()));

        var minutes = await _host.ReadAsync();

        minutes.Select(minute => minute.At).Should().Equal(ManualClock.Start, ManualClock.Start.AddMinutes(10));
        minutes[0].Errors.Should().Equal(new Dictionary<string, long> { ["server_error"] = 1 });
        minutes[0].Levels.Should().BeNull("no host looked in that minute");
        minutes[1].Errors.Should().Equal(new Dictionary<string, long> { ["validation"] = 1 });
        minutes[1].Ended[OperationState.Errored].Should().Be(1);
        (minutes[1].Inbound, minutes[1].Outbound).Should().Be((0, 0), "it was not completed");
    }

    [Fact]
    public async Task TimeUntilARetryIsDue_IsNotCountedAsWaiting()
    {
        await _make.EnqueueOneAsync(_make.Outbound("t"));
        await _host.EndAsync(StoreScenario.Retried(await _host.ClaimOneAsync(), _clock.GetUtcNow().AddMinutes(10)));
        _clock.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(1));
        await _host.EndAsync(StoreScenario.Completed(await _host.ClaimOneAsync()));

        (await _host.ReadAsync())[^1].Waited.Percentile(1).Should().Be(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task OperationsThatEndAtOnceOrAreCanceled_AreCounted()
    {
        await _host.EnqueueAsync(_make.Inbound(1, 5), _make.Inbound(1, 5), _make.Inbound(1, 0));
        await _host.EnqueueAsync(_make.Inbound(1, 9));
        await _host.EnqueueAsync(_make.Outbound("off") with { Admission = Admission.Refused(SyncRule.OutboundClosed, "closed.") });
        var last = (await _host.EnqueueAsync(_make.Outbound("t"))).Single();
        (await _host.Queue.CancelAsync(last.OperationId)).Should().BeTrue();
        (await _host.Queue.CancelAsync(last.OperationId)).Should().BeFalse();

        var minute = await _host.ReadOneAsync();

        minute.Ended.Should().Equal(new Dictionary<OperationState, long>
        {
            [OperationState.Completed] = 0,
            [OperationState.Errored] = 0,
            [OperationState.Canceled] = 2,
            [OperationState.Dropped] = 1,
            [OperationState.Duplicate] = 1,
            [OperationState.Disabled] = 1,
        });
        foreach (var (state, count) in minute.Ended)
        {
            minute.Levels![state].Should().Be(count, "the store counts the same");
        }
    }

    [Fact]
    public async Task LostClaim_IsNotCounted()
    {
        await _make.EnqueueOneAsync(_make.Inbound(1, 0));
        var claim = await _host.ClaimOneAsync();
        await _host.EndAsync(StoreScenario.Completed(claim) with { Lease = claim.Lease with { Fence = 9 } });

        (await _host.ReadOneAsync()).Ended.Values.Should().OnlyContain(count => count == 0);
    }

    [Fact]
    public async Task HostsOnOneDatabase_AddUpInTheSameMinute()
    {
        using var other = new ActivityHost(_store, _shared, _clock);
        await _make.EnqueueAsync(_make.Inbound(1, 0), _make.Outbound("t"));
        await _host.EndAsync(StoreScenario.Completed(await _host.ClaimOneAsync()));
        await other.EndAsync(StoreScenario.Completed(await other.ClaimOneAsync()));
        await Task.WhenAll(_host.Keeper.WriteAsync(), other.Keeper.WriteAsync());
        await other.Keeper.WriteAsync();

        var minute = (await _host.Keeper.ReadAsync(default)).Should().ContainSingle().Which;

        minute.Ended[OperationState.Completed].Should().Be(2);
        (minute.Inbound, minute.Outbound).Should().Be((1, 1));
    }

    [Fact]
    public async Task Outage_LosesNothing()
    {
        _shared.IsAway = true;
        for (var minute = 0; minute < 3; minute++)
        {
            await _host.EnqueueAsync(_make.Outbound("t"));
            await _host.EndAsync(StoreScenario.Completed(await _host.ClaimOneAsync()));
            await _host.Keeper.WriteAsync();
            await _host.Keeper.WriteAsync();
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        _shared.IsAway = false;

        (await _host.ReadAsync()).Select(minute => minute.Ended[OperationState.Completed]).Should().Equal(1, 1, 1, 0);
    }

    [Fact]
    public async Task LongOutage_KeepsTheLastHour()
    {
        _shared.IsAway = true;
        for (var minute = 0; minute < 2 * ActivityMinute.MaximumMinutes; minute++)
        {
            await _host.EnqueueAsync(_make.Inbound(1, minute));
            if (minute % 7 == 0)
            {
                await _host.Keeper.WriteAsync();
            }

            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        _shared.IsAway = false;
        (await _host.ReadAsync()).Sum(minute => minute.Ended[OperationState.Canceled]).Should().Be(ActivityMinute.MaximumMinutes - 1);
    }

    [Fact]
    public async Task Restart_KeepsTheHour()
    {
        await _host.EnqueueAsync(_make.Outbound("t"));
        await _host.EndAsync(StoreScenario.Completed(await _host.ClaimOneAsync()));
        await _host.Keeper.WriteAsync();
        _clock.Advance(TimeSpan.FromMinutes(30));
        using var restarted = new ActivityHost(_store, _shared, _clock);

        (await restarted.ReadAsync()).Select(minute => (minute.At, minute.Outbound))
            .Should().Equal((ManualClock.Start, 1), (ManualClock.Start.AddMinutes(30), 0));
    }

    [Fact]
    public async Task Stop_WritesDownWhatIsLeft()
    {
        await _host.Keeper.StartAsync(default);
        await _host.EnqueueAsync(_make.Outbound("t"));
        await _host.EndAsync(StoreScenario.Completed(await _host.ClaimOneAsync()));
        await _host.Keeper.StopAsync(default);

        (await _host.Keeper.ReadAsync(default)).Should().ContainSingle().Which.Outbound.Should().Be(1);
    }

    [Fact]
    public async Task DamagedDocument_IsReplaced()
    {
        await _store.ChangeStateAsync(ActivityHour.Name, _ => "no json"u8.ToArray());
        (await _host.Keeper.ReadAsync(default)).Should().BeEmpty();

        (await _host.ReadOneAsync()).Levels.Should().NotBeNull();
    }

    [Fact]
    public async Task MeterOfTheHost_TellsTheSame()
    {
        var seen = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (_host.Owns(instrument))
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            seen.Add($"{instrument.Name} {value} {string.Join(' ', tags.ToArray().Select(tag => tag.Value))}"));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => seen.Add($"{instrument.Name} {value}"));
        listener.Start();

        await _host.EnqueueAsync(_make.Inbound(1, 5));
        await _host.EnqueueAsync(_make.Inbound(1, 6));
        _clock.Advance(TimeSpan.FromSeconds(2));
        var claim = await _host.ClaimOneAsync();
        _clock.Advance(TimeSpan.FromSeconds(1));
        await _host.EndAsync(StoreScenario.Completed(claim));

        seen.Should().Equal(
            "gitsync.operations 1 canceled", "gitsync.operations 1 completed inbound", "gitsync.wait 2", "gitsync.processing 1");
    }
}
