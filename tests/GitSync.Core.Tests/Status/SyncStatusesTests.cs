namespace GitSync.Core.Tests;

public sealed class SyncStatusesTests
{
    [Fact]
    public void CanceledByAnAdministrator_IsSaidWithWhatBringsItAgain()
    {
        var status = SyncStatuses.Of(View(Canceled(), LaneLink.Empty));

        status.Kind.Should().Be(SyncStatusKind.Filtered);
        status.Explanation.Should().Be("Canceled by an administrator. The next change brings it again.");
    }

    [Fact]
    public void NextChangeAfterACancel_IsPendingAgain()
    {
        var lane = Canceled() with { QueuedOutbound = Some.Pending(2, SyncDirection.Outbound) };

        SyncStatuses.Of(View(lane, LaneLink.Empty)).Kind.Should().Be(SyncStatusKind.Pending);
    }

    [Fact]
    public void ConflictThatWaitsForAPerson_IsSaidAlsoAfterACancel()
    {
        var link = LaneLink.Empty with { Undecided = [new FieldConflict("title", SyncSide.GitHub, "theirs", "mine", "base")] };

        SyncStatuses.Of(View(Canceled(), link)).Kind.Should().Be(SyncStatusKind.Conflict);
    }

    private static LaneState Canceled()
    {
        var queued = Some.Inbound(1) with { State = OperationState.Queued };
        return LaneRequeue.Cancel(Some.Lane() with { QueuedInbound = PendingOperation.Of(queued) }, queued, null, Some.Noon).Lane;
    }

    private static LaneView View(LaneState lane, LaneLink link) => new(lane, link, null, null);
}
