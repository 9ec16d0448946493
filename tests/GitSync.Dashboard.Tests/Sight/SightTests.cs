using System.Net;
using GitSync.Testing;

namespace GitSync.Dashboard.Tests;

/// <summary>Somebody who sees another installation only: nothing of this one is shown, named or done.</summary>
public sealed class SightTests : IAsyncLifetime
{
    private SyncHarness _sync = null!;
    private GuardedDashboard _dashboard = null!;
    private Person _stranger = null!;
    private IReadOnlyList<SyncOperation> _operations = [];

    public async Task InitializeAsync()
    {
        _sync = await Weather.StartAsync();
        _operations = [.. (await _sync.OperationsAsync()).Where(each => each.GitHubAppInstallationId is not null)];
        _dashboard = await GuardedDashboard.StartAsync(_sync, configure: options => options.SeesInstallation = (_, installation) => installation == 4711);
        _stranger = _dashboard.Administrator("grace");
    }

    public async Task DisposeAsync()
    {
        await _dashboard.DisposeAsync();
        await _sync.DisposeAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("operations")]
    [InlineData("operations?q=state:errored")]
    [InlineData("lanes")]
    [InlineData("deliveries")]
    [InlineData("repositories")]
    [InlineData("runs")]
    [InlineData("runs/new?action=retry&q=state:errored")]
    public async Task List_NamesNothingOfOthers(string path)
    {
        var text = await _stranger.ReadTextAsync(path);

        text.Should().NotContainAny("octo-org", PastWeather.Refused, PresentWeather.Limited, "Checkout fails");
    }

    [Fact]
    public async Task WhatBelongsToOthers_IsNotThere()
    {
        var operation = _operations.Last(each => each.DeliveryId is not null && each.LaneId != 0);
        foreach (var path in new[]
        {
            $"operations/{operation.Id}", $"operations?q={operation.Id}", $"operations?q={operation.DeliveryId}", $"lanes/{operation.LaneId}",
            $"lanes/task/{PastWeather.Contested}", $"deliveries/{operation.DeliveryId}", $"repositories/{_sync.RepositoryId}", $"repositories/{_sync.RepositoryId}/drift",
        })
        {
            await _stranger.ReadAsync(path, HttpStatusCode.NotFound);
        }
    }

    [Theory]
    [InlineData("audit")]
    [InlineData("audit/export.csv")]
    [InlineData("audit/export.json")]
    [InlineData("deliveries/gaps")]
    public Task PageOfAllInstallations_IsRefused(string path) => _stranger.ReadAsync(path, HttpStatusCode.Forbidden);

    [Theory]
    [InlineData("repo:octo-org/board", "No repository octo-org/board is connected")]
    [InlineData("issue:1", "GitSync knows nothing of an issue or pull request #1 in any connected repository")]
    [InlineData("task:contested", "GitSync knows nothing of a task contested")]
    public async Task Search_KnowsNothingOfOthers(string query, string sentence) =>
        (await _stranger.ReadTextAsync("operations?q=" + Uri.EscapeDataString(query))).Should().Contain(sentence);

    [Fact]
    public async Task NothingIsDoneToWhatBelongsToOthers()
    {
        var errored = _operations.Last(each => each.State == OperationState.Errored);
        var brought = _operations.Last(each => each.DeliveryId is not null);
        var before = await _sync.Store.SummarizeAsync();
        foreach (var path in new[]
        {
            $"operations/{errored.Id}/retry", $"operations/{errored.Id}/cancel", $"lanes/{errored.LaneId}/resync", $"lanes/{errored.LaneId}/pause", $"lanes/{errored.LaneId}/decide",
            $"deliveries/{brought.DeliveryId}/replay", $"deliveries/{brought.DeliveryId}/redeliver", $"deliveries/{brought.DeliveryId}/payload",
            $"repositories/{_sync.RepositoryId}/disable", $"repositories/{_sync.RepositoryId}/writes",
        })
        {
            using var answer = await _stranger.PostAsync(path);
            answer.StatusCode.Should().Be(HttpStatusCode.NotFound, path);
        }

        (await _stranger.DoAsync("operations/selected/retry", ("id", $"{errored.Id}"))).Should().StartWith("0 operations were queued again");
        (await _sync.Store.SummarizeAsync()).Should().BeEquivalentTo(before);
        (await _sync.Store.ListAuditAsync(new AuditQuery())).Should().BeEmpty();
    }

    [Fact]
    public async Task RunOfSomebodyElse_IsNotThere()
    {
        using var started = await _dashboard.Administrator("ada").PostAsync("runs/retry", ("q", "state:errored"));
        var run = started.Headers.Location!.OriginalString;
        await _dashboard.Administrator("ada").ReadUntilAsync(run, text => text.Contains("Finished."));

        await _stranger.ReadAsync(run, HttpStatusCode.NotFound);
        using var answer = await _stranger.PostAsync(run + "/resume");
        answer.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await _stranger.ReadTextAsync("runs")).Should().Contain("Nobody has done anything to all that match a search.");
    }
}
