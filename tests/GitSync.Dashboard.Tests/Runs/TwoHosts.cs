using System.Reflection;
using GitSync.Dashboard.Runs;
using GitSync.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace GitSync.Dashboard.Tests;

/// <summary>Two hosts on one store with errored operations, and a run that can be held back.</summary>
public abstract class TwoHosts : IAsyncLifetime
{
    /// <summary>Held back until a test lets it go, so that a run is under way.</summary>
    private protected TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A run is held back.</summary>
    private protected TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private protected SyncHarness Sync { get; private set; } = null!;

    private protected GuardedDashboard One { get; private set; } = null!;

    private protected GuardedDashboard Two { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Sync = await FailedDay.StartAsync(StoreProxy.Use);
        One = await GuardedDashboard.StartAsync(Sync);
        Two = await GuardedDashboard.StartAsync(Sync);
    }

    public async Task DisposeAsync()
    {
        Gate.TrySetResult();
        await One.DisposeAsync();
        await Two.DisposeAsync();
        await Sync.DisposeAsync();
    }

    private protected object? HoldRetries(MethodInfo method, Func<object?> call)
    {
        async Task<bool> HoldAsync()
        {
            Reached.TrySetResult();
            await Gate.Task;
            return await (Task<bool>)call()!;
        }

        return method.Name == nameof(ISyncQueue.RetryAsync) ? HoldAsync() : call();
    }

    private protected async Task<long> CountAsync(OperationState state) => (await Sync.Store.SummarizeAsync()).Counts[state];

    private protected async Task<Guid> AddAsync(RunState state, TimeSpan ago)
    {
        var ids = Sync.Services.GetRequiredService<OperationIds>();
        var now = Sync.Clock.GetUtcNow();
        var run = new Run
        {
            Id = ids.Next(), Action = RunAction.Retry, Query = "state:errored", Actor = "grace", StartedAt = now - ago, Expected = FailedDay.Count, Cursor = ids.Next(), Owner = ids.Next(),
            State = state, MovedAt = now - ago,
        };
        await new RunDocuments(Sync.Store).AddAsync(run, CancellationToken.None);
        return run.Id;
    }
}
