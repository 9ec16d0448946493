using System.Net;

namespace GitSync.Dashboard.Tests;

/// <summary>An application names its records as it likes; a link by record finds the lane all the same.</summary>
public sealed class RecordIdsTests : OverAStore
{
    [Theory]
    [InlineData("plan", "plan")]
    [InlineData("größer", "gr%C3%B6%C3%9Fer")]
    [InlineData("größer", "größer")]
    [InlineData("日本", "%E6%97%A5%E6%9C%AC")]
    [InlineData("a b", "a%20b")]
    [InlineData("100%", "100%25")]
    [InlineData("a+b", "a+b")]
    [InlineData("a?b#c", "a%3Fb%23c")]
    [InlineData("team/plan/7", "team/plan/7")]
    [InlineData("7/resync", "7/resync")]
    [InlineData("\"><script>", "%22%3E%3Cscript%3E")]
    [InlineData("42", "42")]
    public async Task Record_IsFoundByItsId(string id, string path)
    {
        await Sync.SaveAsync(id, new TaskContent { Title = "Plan" }, SyncAction.Created);
        await Sync.DrainAsync();
        var lane = (await Sync.OperationsAsync())[^1].LaneId;
        var viewer = Dashboard.Viewer();

        using var answer = await viewer.GetAsync("lanes/task/" + path);

        answer.StatusCode.Should().Be(HttpStatusCode.Redirect);
        answer.Headers.Location!.OriginalString.Should().Be($"/admin/sync/lanes/{lane}");
        (await viewer.ReadTextAsync($"lanes/{lane}")).Should().Contain(id);
        (await viewer.ReadTextAsync("operations?q=" + Uri.EscapeDataString($"task:\"{id.Replace("\"", "\\\"")}\""))).Should().Contain("Issue #1").And.NotContain("never announced");
    }

    [Fact]
    public async Task Comment_IsFoundByItsId()
    {
        await Sync.SaveAsync("plan", new TaskContent { Title = "Plan" }, SyncAction.Created);
        await Sync.SaveCommentAsync("said", "plan", "Yes.", SyncAction.Created);
        await Sync.DrainAsync();

        using var answer = await Dashboard.Viewer().GetAsync("lanes/COMMENT/said");

        answer.StatusCode.Should().Be(HttpStatusCode.Redirect);
    }
}
