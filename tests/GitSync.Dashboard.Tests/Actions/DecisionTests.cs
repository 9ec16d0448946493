using System.Text.RegularExpressions;
using GitSync.Testing;

namespace GitSync.Dashboard.Tests;

/// <summary>A field that both sides changed waits on the lane's page until a person chooses.</summary>
public sealed class DecisionTests : IAsyncLifetime
{
    private SyncHarness _sync = null!;
    private GuardedDashboard _dashboard = null!;
    private long _lane;

    public async Task InitializeAsync()
    {
        _sync = await Weather.StartAsync();
        _lane = (await _sync.OperationsAsync()).Last(each => each.LocalId == PastWeather.Undecided).LaneId;
        _dashboard = await GuardedDashboard.StartAsync(_sync);
    }

    public async Task DisposeAsync()
    {
        await _dashboard.DisposeAsync();
        await _sync.DisposeAsync();
    }

    [Theory]
    [InlineData("App", "Autumn", "the record's")]
    [InlineData("GitHub", "Summer", "GitHub's")]
    public async Task ChosenSide_IsTaken_AndWrittenDown(string side, string milestone, string whose)
    {
        var administrator = _dashboard.Administrator("grace");
        (await administrator.ReadTextAsync($"lanes/{_lane}")).Should().Contain("Both sides have changed milestone; agreed was Spring")
            .And.Contain("Take the record's Autumn").And.Contain("Take GitHub's Summer");

        (await administrator.DoAsync($"lanes/{_lane}/decide", ("field", "milestone"), ("seen", await SeenAsync()), ("side", side))).Should().NotBeNullOrEmpty();
        _sync.Clock.Advance(TimeSpan.FromHours(1));
        await _sync.DrainAsync();

        _sync.Tasks.All.Single(task => task.Id == PastWeather.Undecided).Content.Milestone.Should().Be(milestone);
        (await administrator.ReadTextAsync($"lanes/{_lane}")).Should().NotContain("Both sides have changed milestone");
        (await _sync.Store.ListAuditAsync(new AuditQuery { Target = $"lane/{_lane}" })).Single().Should()
            .BeEquivalentTo(new { Actor = "grace", Action = "decide", Details = $"milestone: {whose}" });
    }

    [Fact]
    public async Task DecisionAboutValuesThatHaveChangedSince_ChangesNothing()
    {
        (await _dashboard.Administrator("grace").DoAsync($"lanes/{_lane}/decide", ("field", "milestone"), ("seen", new string('0', 64)), ("side", "App"))).Should()
            .StartWith("Nothing was decided");
    }

    [Theory]
    [InlineData("title", "App")]
    [InlineData("milestone", "7")]
    [InlineData("milestone", "nobody")]
    public async Task WhatIsNoDecision_ChangesNothing(string field, string side)
    {
        (await _dashboard.Administrator("grace").DoAsync($"lanes/{_lane}/decide", ("field", field), ("seen", await SeenAsync()), ("side", side))).Should().StartWith("Nothing was decided");
        (await _sync.Store.ListAuditAsync(new AuditQuery())).Should().BeEmpty();
    }

    /// <summary>What the page's form says its reader has seen.</summary>
    private async Task<string> SeenAsync() =>
        Regex.Match(await _dashboard.Administrator("grace").ReadAsync($"lanes/{_lane}"), "name=\"seen\" value=\"([0-9a-f]+)\"").Groups[1].Value;
}
