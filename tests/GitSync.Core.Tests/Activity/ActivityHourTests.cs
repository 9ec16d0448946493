using System.Text;

namespace GitSync.Core.Tests;

public sealed class ActivityHourTests
{
    private const long Now = 1_000_000;

    [Fact]
    public void Merge_AddsWhatHostsDidInTheSameMinute()
    {
        var (one, other) = (Tally(Now, completed: 2, code: "moved"), Tally(Now, completed: 3, code: "moved", level: 7));

        var minute = ActivityHour.Merge([one], [other], Now).Should().ContainSingle().Which.ToMinute();

        minute.Ended[OperationState.Completed].Should().Be(5);
        minute.Inbound.Should().Be(5);
        minute.Waited.Count.Should().Be(5);
        minute.Errors.Should().Equal(new Dictionary<string, long> { ["moved"] = 2 });
        minute.Levels![OperationState.Queued].Should().Be(7);
        one.Ended[(int)OperationState.Completed].Should().Be(2, "what is merged does not change");
    }

    [Fact]
    public void Merge_TakesTheLevelsOfWhoeverLookedLast() =>
        ActivityHour.Merge([Tally(Now, level: 9)], [Tally(Now, level: 4), Tally(Now)], Now)
            .Should().ContainSingle().Which.Levels![(int)OperationState.Queued].Should().Be(4);

    [Theory]
    [InlineData(0, true)]
    [InlineData(-59, true)]
    [InlineData(-60, false)]
    [InlineData(5, true)]
    [InlineData(6, false)]
    [InlineData(int.MinValue, false)]
    public void Merge_KeepsAnHourOfItsClock(int after, bool isKept) =>
        ActivityHour.Merge([Tally(Now + after)], [], Now).Count.Should().Be(isKept ? 1 : 0);

    [Fact]
    public void Merge_KeepsNoMoreThanAnHour()
    {
        var minutes = ActivityHour.Merge(Enumerable.Range(-70, 80).Select(after => Tally(Now + after)).Reverse(), [], Now);

        minutes.Select(tally => tally.Minute).Should().Equal(Enumerable.Range(-54, 60).Select(after => Now + after));
    }

    [Fact]
    public void ErrorsBeyondThoseToldApart_AreOthers()
    {
        var tally = new ActivityTally(Now);
        for (var code = 0; code < 10; code++)
        {
            tally.AddError("code_" + code, 2);
        }

        tally.AddError("code_0", 1);

        tally.Errors.Should().HaveCount(ActivityMinute.MaximumErrorCodes + 1);
        tally.Errors[ActivityMinute.OtherErrors].Should().Be(4);
        tally.Errors["code_0"].Should().Be(3);
    }

    [Theory]
    [InlineData("record_refused", "record_refused")]
    [InlineData("Zu spät\"", "_u_sp_t_")]
    [InlineData("a_code_that_is_longer_than_any", "a_code_that_is_longer_th")]
    [InlineData("", "other")]
    public void CodesOfApplications_AreTamed(string code, string kept) => ActivityTally.Tame(code).Should().Be(kept);

    [Fact]
    public void Document_ReadsBackAsItWas()
    {
        var tally = Tally(Now, completed: 3, code: "gone", level: 2);
        tally.Processed[^1] = 1;

        var read = ActivityHour.Read(ActivityHour.Write([tally, Tally(Now + 1)])).ToList();

        read[0].Should().BeEquivalentTo(tally);
        read[1].Should().BeEquivalentTo(Tally(Now + 1));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"m\":1}")]
    [InlineData("[null]")]
    [InlineData("[7]")]
    public void DamagedDocument_CountsAsNone(string text) => ActivityHour.Read(Encoding.UTF8.GetBytes(text)).Should().BeEmpty();

    [Fact]
    public void StrangeNumbers_AreBroughtIntoBounds()
    {
        var text = """[{"m":1000000,"l":[-1],"e":[1,2,99999999999999,4,5,6,7,8,9,10],"w":[-4],"x":{"GONE":-2}}]""";

        var tally = ActivityHour.Read(Encoding.UTF8.GetBytes(text)).Should().ContainSingle().Which;

        tally.Levels![0].Should().Be(0);
        tally.Ended[(int)OperationState.Completed].Should().Be(ActivityTally.MaximumCount);
        tally.Waited[0].Should().Be(0);
        tally.Errors.Should().ContainKey("____").WhoseValue.Should().Be(0);
    }

    [Fact]
    public void FullestHour_FitsIntoItsDocument()
    {
        var fullest = Enumerable.Range(0, ActivityMinute.MaximumMinutes).Select(minute =>
        {
            var tally = new ActivityTally(99_999_999 + minute) { Levels = new long[OperationStates.All.Count] };
            Array.Fill(tally.Levels, ActivityTally.MaximumLevel);
            foreach (var counts in new[] { tally.Ended, tally.Completed, tally.Waited, tally.Processed })
            {
                Array.Fill(counts, ActivityTally.MaximumCount);
            }

            for (var code = 0; code <= ActivityMinute.MaximumErrorCodes; code++)
            {
                tally.AddError(new string((char)('a' + code), ActivityTally.MaximumCodeLength), ActivityTally.MaximumCount);
            }

            return tally;
        });
        var twice = ActivityHour.Merge(fullest, fullest, 99_999_999 + ActivityMinute.MaximumMinutes - 1);

        twice.Should().HaveCount(ActivityMinute.MaximumMinutes);
        ActivityHour.Write(twice).Length.Should().BeLessThan(ISharedState.MaximumLength);
    }

    private static ActivityTally Tally(long minute, int completed = 0, string? code = null, long? level = null)
    {
        var tally = new ActivityTally(minute);
        tally.Ended[(int)OperationState.Completed] = completed;
        tally.Completed[(int)SyncDirection.Inbound] = completed;
        tally.Waited[3] = completed;
        if (code is not null)
        {
            tally.AddError(code, 1);
        }

        if (level is { } queued)
        {
            tally.Levels = new long[OperationStates.All.Count];
            tally.Levels[(int)OperationState.Queued] = queued;
        }

        return tally;
    }
}
