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

        (await administrator.DoAsync($"lanes/{_lane}/decide", ("field", "milestone"), ("side", side))).Should().NotBeNullOrEmpty();
        _sync.Clock.Advance(TimeSpan.FromHours(1));
        await _sync.DrainAsync();

        _sync.Tasks.All.Single(task => task.Id == PastWeather.Undecided).Content.Milestone.Should().Be(milestone);
        (await administrator.ReadTextAsync($"lanes/{_lane}")).Should().NotContain("Both sides have changed milestone");
        (await _sync.Store.ListAuditAsync(new AuditQuery { Target = $"lane/{_lane}" })).Single().Should()
            .BeEquivalentTo(new { Actor = "grace", Action = "decide", Details = $"milestone: {whose}" });
    }

    [Theory]
    [InlineData("title", "App")]
    [InlineData("milestone", "7")]
    [InlineData("milestone", "nobody")]
    public async Task WhatIsNoDecision_ChangesNothing(string field, string side)
    {
        (await _dashboard.Administrator("grace").DoAsync($"lanes/{_lane}/decide", ("field", field), ("side", side))).Should().StartWith("Nothing was decided");
        (await _sync.Store.ListAuditAsync(new AuditQuery())).Should().BeEmpty();
    }
}
