namespace GitSync.Core.Tests.Repair;

public sealed class DriftCursorTests
{
    [Fact]
    public void LanesThatWereAllSeen_LeaveNothing()
    {
        var unseen = new UnseenLanes();
        foreach (var lane in Enumerable.Range(1, 5_000))
        {
            unseen.Turn(lane);
        }

        unseen.IsEmpty.Should().BeFalse();
        foreach (var lane in Enumerable.Range(1, 5_000).Reverse())
        {
            unseen.Turn(lane);
        }

        unseen.IsEmpty.Should().BeTrue();
        unseen.ToString().Should().BeEmpty();
    }

    [Fact]
    public void LanesThatWereNotSeen_AreAlwaysHeld_AndFewOthers()
    {
        var unseen = new UnseenLanes();
        foreach (var lane in Enumerable.Range(1, 10_000))
        {
            unseen.Turn(lane);
        }

        foreach (var lane in Enumerable.Range(1, 10_000).Where(lane => lane % 2_000 != 0))
        {
            unseen.Turn(lane);
        }

        Enumerable.Range(1, 5).Select(lane => lane * 2_000L).Should().OnlyContain(lane => unseen.MayHold(lane));
        Enumerable.Range(1, 10_000).Count(lane => unseen.MayHold(lane)).Should().BeLessThan(5 * 60, "a group has about twenty lanes");
    }

    [Fact]
    public void Cursor_IsReadAsItWasWritten()
    {
        var cursor = new DriftCursor(DriftStage.Missing, long.MaxValue, new UnseenLanes());
        cursor.Unseen.Turn(1);
        cursor.Unseen.Turn(long.MaxValue);
        var read = DriftCursor.Parse(cursor.ToString())!;

        (read.Stage, read.At, read.Unseen.ToString()).Should().Be((cursor.Stage, cursor.At, cursor.Unseen.ToString()));
        DriftCursor.Parse(null)!.Stage.Should().Be(DriftStage.Lanes);
    }

    [Fact]
    public void LastPage_EndsTheReportOnlyWhenEveryLaneWasSeen()
    {
        var comments = new DriftCursor(DriftStage.Comments, 3, new UnseenLanes());
        comments.AfterPage(hasMore: true)!.At.Should().Be(4);
        comments.AfterPage(hasMore: false).Should().BeNull();
        comments.Unseen.Turn(7);
        comments.AfterPage(hasMore: false)!.Should().Match<DriftCursor>(next => next.Stage == DriftStage.Missing && next.At == 0);
        new DriftCursor(DriftStage.Issues, 3, comments.Unseen).AfterPage(hasMore: false)!.Should().Match<DriftCursor>(
            next => next.Stage == DriftStage.Comments && next.At == 1);
    }
}
