using Xunit;

namespace GitSync.Testing;

/// <summary>The rules under <see cref="RecordConflictPolicy.WholeRecord"/>.</summary>
public abstract class WholeRecordContract<THarness>() : StoreContract<THarness>(RecordConflictPolicy.WholeRecord)
    where THarness : StoreHarness, new()
{
    /// <summary>The newer record wins whole.</summary>
    [Fact]
    public async Task InboundOlderThanTheRecord_IsDroppedForTheOperationThatCarriedIt()
    {
        var outbound = await Make.EnqueueOneAsync(Make.Outbound("t"));
        var inbound = await Make.EnqueueOneAsync(Make.Inbound(1, -10, task: "t"));
        var dropped = await Make.FindAsync(inbound.OperationId);
        Assert.Equal(SyncRule.RecordNewer, dropped.Rule);
        Assert.Equal(outbound.OperationId, dropped.DroppedFor);
    }

    /// <summary>A newer operation cancels queued ones of either direction.</summary>
    [Fact]
    public async Task NewerOperation_CancelsBothDirections()
    {
        var outbound = await Make.EnqueueOneAsync(Make.Outbound("t"));
        var inbound = await Make.EnqueueOneAsync(Make.Inbound(1, 10, task: "t"));
        Assert.Equal(inbound.OperationId, (await Make.FindAsync(outbound.OperationId)).CanceledBy);
        Assert.Equal(inbound.OperationId, (await Make.ClaimOneAsync()).Operation.Id);
    }
}
