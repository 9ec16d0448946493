using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GitSync.Dashboard.Tests;

/// <summary>A run that was stopped, or whose host is gone, goes on wherever a person says so.</summary>
public sealed class ResumedRunsTests : TwoHosts
{
    [Fact]
    public async Task RunThatWasStoppedOnOneHost_GoesOnOnTheOther()
    {
        StoreProxy.Of(Sync.Store).Decide = HoldRetries;
        using var started = await One.Administrator().PostAsync("runs/retry", ("q", "state:errored"));
        var run = started.Headers.Location!.OriginalString;
        await Reached.Task.WaitAsync(Browser.MaximumWait);
        var administrator = Two.Administrator();
        await administrator.DoAsync(run + "/stop");
        Gate.SetResult();
        await administrator.ReadUntilAsync(run, text => text.Contains("Stopped; it can go on. 100 queued again."));

        (await administrator.DoAsync(run + "/resume")).Should().Be("It goes on.");

        (await administrator.ReadUntilAsync(run, text => text.Contains("Finished."))).Should().Contain($"Finished. {FailedDay.Count} queued again.");
        (await CountAsync(OperationState.Errored)).Should().Be(0);
    }

    [Theory]
    [InlineData("Interrupted", 0, "Interrupted; it can go on.")]
    [InlineData("Stopped", 0, "Stopped; it can go on.")]
    [InlineData("Running", 2, "Its host seems to have died; it can go on.")]
    public async Task RunWhoseHostIsGone_GoesOnOnAnother(string state, int minutesAgo, string words)
    {
        var administrator = Two.Administrator();
        var id = await AddAsync(Enum.Parse<Dashboard.Runs.RunState>(state), TimeSpan.FromMinutes(minutesAgo));
        (await administrator.ReadTextAsync($"runs/{id}")).Should().Contain(words).And.Contain("Go on");

        (await administrator.DoAsync($"runs/{id}/resume")).Should().Be("It goes on.");

        (await administrator.ReadUntilAsync($"runs/{id}", text => text.Contains("Finished."))).Should().Contain($"Finished. {FailedDay.Count} queued again.");
    }

    [Fact]
    public async Task HostThatIsStopped_InterruptsItsRun()
    {
        StoreProxy.Of(Sync.Store).Decide = HoldRetries;
        using var started = await One.Administrator().PostAsync("runs/retry", ("q", "state:errored"));
        await Reached.Task.WaitAsync(Browser.MaximumWait);

        One.Host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        Gate.SetResult();

        var administrator = Two.Administrator();
        var run = started.Headers.Location!.OriginalString;
        (await administrator.ReadUntilAsync(run, text => text.Contains("Interrupted"))).Should().Contain("Its host was stopped.");
        (await administrator.DoAsync(run + "/resume")).Should().Be("It goes on.");
        await administrator.ReadUntilAsync(run, text => text.Contains("Finished."));
        (await CountAsync(OperationState.Errored)).Should().Be(0);
    }
}
