using System.Buffers.Binary;

namespace GitSync.MultiHost;

/// <summary>What a plan of operations follows from.</summary>
/// <param name="Seed">The run's seed.</param>
/// <param name="Operations">How many there are.</param>
/// <param name="Lanes">Over how many lanes.</param>
/// <param name="Began">When the run began, in Unix seconds: ids count from there.</param>
internal sealed record PlanSettings(int Seed, int Operations, int Lanes, long Began);

/// <summary>A part of the plan that is fed at once.</summary>
/// <param name="From">The first number.</param>
/// <param name="UpTo">The number after the last one.</param>
/// <param name="Second">The Unix second that GitHub's times lie around: that in which the portion was first given out.</param>
internal readonly record struct Portion(int From, int UpTo, long Second);

/// <summary>
/// All operations of a run, by number. An operation is the same whoever makes it and how often: a host that was killed while it enqueued
/// is followed by one that enqueues the same again, which must be harmless.
/// </summary>
internal sealed class OperationPlan(PlanSettings settings)
{
    private const int HotShare = 50;
    private const int IdsPerMillisecond = 16;

    /// <summary>The id: UUID version 7, from the run's beginning on, in the order of the numbers.</summary>
    public Guid IdOf(int number)
    {
        Span<byte> bytes = stackalloc byte[16];
        var milliseconds = (settings.Began * 1000) + (number / IdsPerMillisecond);
        BinaryPrimitives.WriteInt64BigEndian(bytes, milliseconds << 16);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], (ushort)(0x7000 | (number % IdsPerMillisecond)));
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], new Draw(~settings.Seed, number).Bits());
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>The operation with its way to its lane.</summary>
    /// <param name="number">From 0; the first ones go to one lane each, so that no lane stays empty.</param>
    /// <param name="second">Its portion's second.</param>
    public EnqueueItem Item(int number, long second)
    {
        var draw = new Draw(settings.Seed, number);
        var lane = LaneOf(number, ref draw);
        var kind = draw.Below(100);
        var inbound = kind < 70 || lane.Role == LaneRole.Parent;
        var ends = lane.MayEnd && number > settings.Operations * 4L / 5 && draw.Below(10) == 0;
        var knowsTime = inbound && (kind < 60 || number < settings.Lanes || lane.Role == LaneRole.Parent);
        GitHubTime? time = knowsTime ? TimeOf(second, ref draw) : null;
        var action = ends ? SyncAction.Deleted : inbound && time is null ? SyncAction.Refreshed : SyncAction.Edited;
        var priority = draw.Below(10) switch
        {
            0 => SyncPriority.Reconcile,
            1 => SyncPriority.Backfill,
            _ => SyncPriority.UserEdit,
        };
        return new EnqueueItem
        {
            Operation = PlannedOperation.Make(lane, IdOf(number), inbound, action, time, draw.Below(3)) with { Priority = priority },
            Address = lane.Address,
        };
    }

    /// <summary>A fifth goes to a fiftieth of the lanes, so that hosts meet there.</summary>
    private PlannedLane LaneOf(int number, ref Draw draw) => new(
        number < settings.Lanes ? number
        : draw.Below(5) == 0 ? draw.Below(Math.Max(1, settings.Lanes / HotShare))
        : draw.Below(settings.Lanes));

    /// <summary>Most are of the portion's second, so that many share it; some come late, some are a little ahead.</summary>
    private static GitHubTime TimeOf(long second, ref Draw draw) => new(draw.Below(20) switch
    {
        < 2 => second - draw.Below(15),
        2 => second + draw.Below(3),
        _ => second,
    });
}
