using Xunit;

namespace GitSync.Testing;

/// <summary>What a store forgets, and what it never forgets.</summary>
public abstract class MaintenanceContract<THarness> : StoreContract<THarness>
    where THarness : StoreHarness, new()
{
    private static readonly TimeSpan Keep = TimeSpan.FromDays(5);

    /// <summary>What ended long ago is removed and no longer counted; what ended lately stays.</summary>
    [Fact]
    public async Task EndedLongAgo_IsRemovedWithItsCount()
    {
        await Make.EnqueueOneAsync(Make.Outbound("old"));
        var old = await Make.ClaimOneAsync();
        await Make.CompleteAsync(old);
        Clock.Advance(TimeSpan.FromDays(10));
        await Make.EnqueueOneAsync(Make.Outbound("new"));
        var recent = await Make.ClaimOneAsync();
        await Make.CompleteAsync(recent);
        await Store.MaintainAsync(Keep);
        Assert.Null(await Store.FindOperationAsync(old.Operation.Id));
        Assert.NotNull(await Store.FindOperationAsync(recent.Operation.Id));
        Assert.Equal(1, (await Store.SummarizeAsync()).Counts[OperationState.Completed]);
        Assert.Equal([recent.Operation.Id], (await Store.ListOperationsAsync(new OperationQuery())).Select(operation => operation.Id));
        Assert.Equal(OperationState.Completed, (await Make.LaneOfTaskAsync("old"))!.Lane.LastOutcome!.State);
    }

    /// <summary>What waits or runs stays, however old, and goes on.</summary>
    [Fact]
    public async Task WaitingAndRunning_StayHoweverOld()
    {
        await Make.EnqueueOneAsync(Make.Outbound("runs"));
        var running = await Make.ClaimOneAsync();
        var waiting = await Make.EnqueueOneAsync(Make.Outbound("waits"));
        Clock.Advance(TimeSpan.FromDays(30));
        await Store.MaintainAsync(Keep);
        Assert.Equal(OperationState.Processing, (await Make.FindAsync(running.Operation.Id)).State);
        Assert.Equal(OperationState.Queued, (await Make.FindAsync(waiting.OperationId)).State);
        Assert.Equal(2, (await Make.ClaimAsync(worker: "worker-2")).Count);
    }

    /// <summary>Deliveries are removed by when they came.</summary>
    [Fact]
    public async Task OldDeliveries_AreRemoved()
    {
        var old = Make.Delivery();
        await Store.EnqueueAsync(new EnqueueBatch { Delivery = old });
        Clock.Advance(TimeSpan.FromDays(10));
        var recent = Make.Delivery();
        await Store.EnqueueAsync(new EnqueueBatch { Delivery = recent });
        await Store.MaintainAsync(Keep);
        Assert.Null(await Store.FindDeliveryAsync(old.Id));
        Assert.NotNull(await Store.FindDeliveryAsync(recent.Id));
    }

    /// <summary>Maintaining again changes nothing.</summary>
    [Fact]
    public async Task MaintainingTwice_IsHarmless()
    {
        await Make.EnqueueOneAsync(Make.Outbound("t"));
        await Make.CompleteAsync(await Make.ClaimOneAsync());
        Clock.Advance(TimeSpan.FromDays(10));
        await Store.MaintainAsync(Keep);
        await Store.MaintainAsync(Keep);
        Assert.All((await Store.SummarizeAsync()).Counts.Values, count => Assert.Equal(0, count));
        await Make.EnqueueOneAsync(Make.Outbound("t"));
        Assert.Equal("t", (await Make.ClaimOneAsync()).Operation.LocalId);
    }
}
