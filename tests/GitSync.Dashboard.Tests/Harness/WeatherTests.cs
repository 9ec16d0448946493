using GitSync.Testing;

namespace GitSync.Dashboard.Tests;

/// <summary>There is some of everything, and the same every time.</summary>
public sealed class WeatherTests : IAsyncLifetime
{
    private SyncHarness _sync = null!;
    private IReadOnlyList<SyncOperation> _operations = null!;

    public async Task InitializeAsync()
    {
        _sync = await Weather.StartAsync();
        _operations = await _sync.OperationsAsync();
    }

    public async Task DisposeAsync() => await _sync.DisposeAsync();

    [Fact]
    public async Task EveryState_IsThere()
    {
        _operations.Select(operation => operation.State).Distinct().Should().BeEquivalentTo(OperationStates.All);
        (await _sync.Store.SummarizeAsync()).Counts.Values.Should().OnlyContain(count => count > 0);
    }

    [Theory]
    [InlineData(ResourceKind.Task, SyncDirection.Inbound)]
    [InlineData(ResourceKind.Task, SyncDirection.Outbound)]
    [InlineData(ResourceKind.Comment, SyncDirection.Inbound)]
    [InlineData(ResourceKind.Comment, SyncDirection.Outbound)]
    public void BothKinds_CompletedBothWays(ResourceKind kind, SyncDirection direction) => _operations.Should().Contain(operation =>
        operation.State == OperationState.Completed && operation.Kind == kind && operation.Direction == direction);

    [Theory]
    [InlineData(PastWeather.Refused, SyncReason.Failed)]
    [InlineData(PastWeather.Contested, SyncReason.InStep)]
    [InlineData(PastWeather.Undecided, SyncReason.Conflict)]
    [InlineData(PastWeather.Deleted, SyncReason.Deleted)]
    [InlineData(PastWeather.Edited, SyncReason.InStep)]
    [InlineData(PresentWeather.Running, SyncReason.Running)]
    [InlineData(PresentWeather.Retrying, SyncReason.Retrying)]
    [InlineData(PresentWeather.Limited, SyncReason.Limited)]
    [InlineData(PresentWeather.Waiting, SyncReason.Limited)]
    public async Task Task_IsWhereItsNameSays(string taskId, SyncReason reason) =>
        (await _sync.Explainer.ExplainAsync(ResourceKind.Task, taskId)).Reason.Should().Be(reason);

    [Fact]
    public void WhatEndedWithoutEffect_SaysForWhich() => _operations
        .Where(operation => operation.State is OperationState.Canceled or OperationState.Duplicate || operation.Rule == SyncRule.Outdated)
        .Should().OnlyContain(operation => (operation.CanceledBy ?? operation.DuplicateOf ?? operation.DroppedFor) != null)
        .And.Contain(operation => operation.State == OperationState.Dropped);

    [Fact]
    public void Errors_AreGitHubsOwn() => _operations.Select(operation => operation.Error?.HttpStatus).OfType<int>()
        .Should().BeEquivalentTo([422, 429, 502]);

    [Fact]
    public void Conflict_KeepsWhatLost() => _operations.SelectMany(operation => operation.Conflicts).Select(conflict => conflict.Field)
        .Should().Contain(["title", "milestone"]);

    [Fact]
    public void HostileTitles_ArriveAsTheyAre() => _sync.Tasks.All.Select(task => task.Content.Title).Should().Contain(HostileTexts.Titles);

    [Fact]
    public async Task SwitchedOffRepository_IsSaid() =>
        (await _sync.Store.FindByProjectAsync(Weather.SwitchedOffProject))!.Obstacles.Should().Be(ConnectionObstacles.SwitchedOff);

    [Fact]
    public async Task MadeTwice_IsTheSame()
    {
        await using var other = await Weather.StartAsync();

        Story(await other.OperationsAsync()).Should().Equal(Story(_operations));
    }

    [Fact]
    public async Task MadeOnSqlite_IsTheSame()
    {
        using var file = new SqliteFile();
        await using var other = await Weather.StartAsync(file.Use);

        Story(await other.OperationsAsync()).Should().Equal(Story(_operations));
    }

    private static IEnumerable<string> Story(IReadOnlyList<SyncOperation> operations) => operations.Select(operation =>
        $"{operation.Id} {operation.LaneId} {operation.State} {operation.CreatedAt:O} {operation.DueAt:O} {operation.EndedAt:O} {operation.DeliveryId} {operation.Explanation}");
}
