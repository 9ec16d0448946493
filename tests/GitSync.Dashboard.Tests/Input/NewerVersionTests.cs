using System.Reflection;
using GitSync.Testing;

namespace GitSync.Dashboard.Tests;

/// <summary>What a newer version has written is shown as far as it is understood.</summary>
public sealed class NewerVersionTests : OverAStore
{
    private const OperationState UnknownState = (OperationState)99;
    private const SyncRule UnknownRule = (SyncRule)999;
    private const SyncAction UnknownAction = (SyncAction)99;

    private protected override Task<SyncHarness> StartAsync() => WeatherHarness.StartAsync(StoreProxy.Use);

    [Theory]
    [InlineData("operations")]
    [InlineData("operations/{operation}")]
    [InlineData("lanes/{lane}")]
    public async Task UnknownState_Rule_AndAction_AreShownByTheirNumbers(string path)
    {
        await Sync.SaveAsync("plan", new TaskContent { Title = "Plan" }, SyncAction.Created);
        await Sync.DrainAsync();
        var operation = (await Sync.OperationsAsync())[^1];
        StoreProxy.Of(Sync.Store).Decide = Change;

        var text = await Dashboard.Administrator().ReadTextAsync(path.Replace("{operation}", $"{operation.Id}").Replace("{lane}", $"{operation.LaneId}"));

        text.Should().Contain("state-99");
        Dashboard.Host.Errors.Should().BeEmpty();
    }

    private static object? Change(MethodInfo method, Func<object?> call) => call() switch
    {
        Task<SyncOperation?> one => OneAsync(one),
        Task<OperationPage> page => PageAsync(page),
        var other => other,
    };

    private static async Task<SyncOperation?> OneAsync(Task<SyncOperation?> one) => await one is { } operation ? Newer(operation) : null;

    private static async Task<OperationPage> PageAsync(Task<OperationPage> page)
    {
        var found = await page;
        return found with { Operations = [.. found.Operations.Select(Newer)] };
    }

    private static SyncOperation Newer(SyncOperation operation) =>
        operation with { State = UnknownState, Rule = UnknownRule, Action = UnknownAction, EndedAt = operation.EndedAt ?? operation.CreatedAt };
}
