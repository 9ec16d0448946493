using GitSync.Dashboard.Runs;

namespace GitSync.Dashboard.Tests;

/// <summary>Runs are known to every host: seen, stopped and taken over by any of them.</summary>
public sealed class RunsOnTwoHostsTests : TwoHosts
{
    [Fact]
    public async Task RunOfOneHost_IsSeenAndStoppedOnTheOther()
    {
        StoreProxy.Of(Sync.Store).Decide = HoldRetries;
        var (here, there) = (One.Administrator("grace"), Two.Administrator("ada"));
        using var started = await here.PostAsync("runs/retry", ("q", "state:errored"));
        var run = started.Headers.Location!.OriginalString;
        await Reached.Task.WaitAsync(Browser.MaximumWait);

        (await there.ReadTextAsync(run)).Should().Contain("At work. 0 queued again.").And.Contain("grace").And.Contain("Stop");
        (await there.DoAsync(run + "/stop")).Should().Be("Stopped after its present portion.");
        Gate.SetResult();
        (await here.ReadUntilAsync(run, text => text.Contains("100 queued again"))).Should().Contain("Stopped; it can go on. 100 queued again.");
        (await here.ReadUntilAsync("audit", text => text.Contains("retry-all-stopped"))).Should().Contain("100 done");
        (await CountAsync(OperationState.Errored)).Should().Be(FailedDay.Count - 100);
    }

    [Fact]
    public async Task RunThatIsOver_IsNeitherStoppedNorGoesOn()
    {
        var administrator = One.Administrator();
        var id = await AddAsync(RunState.Finished, TimeSpan.Zero);

        (await administrator.DoAsync($"runs/{id}/stop")).Should().Be("It does not run any more.");
        (await administrator.DoAsync($"runs/{id}/resume")).Should().StartWith("It does not go on");
        (await administrator.ReadTextAsync($"runs/{id}")).Should().Contain("Finished.").And.NotContain("Go on");
    }

    [Fact]
    public async Task RunThatAnotherHostIsAtWorkOn_IsNotTakenOver()
    {
        var id = await AddAsync(RunState.Running, TimeSpan.Zero);

        (await Two.Administrator().DoAsync($"runs/{id}/resume")).Should().StartWith("It does not go on: it runs or has ended");
    }

    [Fact]
    public async Task StoreThatIsBroken_InterruptsTheRun_WhichSaysWhy()
    {
        StoreProxy.Of(Sync.Store).Decide = (method, call) => method.Name == nameof(ISyncQueue.RetryAsync) ? throw new InvalidOperationException("The disk is broken.") : call();
        var administrator = One.Administrator();
        using var started = await administrator.PostAsync("runs/retry", ("q", "state:errored"));
        var run = started.Headers.Location!.OriginalString;

        (await administrator.ReadUntilAsync(run, text => text.Contains("Interrupted"))).Should().Contain("The disk is broken.").And.Contain("Go on");
    }
}
