using GitSync.Testing;

namespace GitSync.Dashboard.Tests;

/// <summary>What is in the queue: nothing here drains it, so it stays there.</summary>
internal sealed class PresentWeather(SyncHarness sync)
{
    /// <summary>The task that a worker holds.</summary>
    public const string Running = "running";

    /// <summary>The task whose first try failed.</summary>
    public const string Retrying = "retrying";

    /// <summary>The task that waits for GitHub's limit.</summary>
    public const string Limited = "limited";

    /// <summary>The task that nobody has tried yet.</summary>
    public const string Waiting = "waiting";

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    public async Task MakeAsync()
    {
        await SaveNewAsync(Running);
        await ClaimAsync("host-a");

        sync.GitHub.Faults.FailNextBeforeApplying(502);
        await SaveNewAsync(Retrying);
        await TryAsync();

        // The limit is the installation's: what comes after it waits, too.
        sync.GitHub.Faults.RefuseNext(429, new Dictionary<string, string> { ["retry-after"] = "1800" });
        await SaveNewAsync(Limited);
        await TryAsync();

        await SaveNewAsync(Waiting);
        await sync.SaveCommentAsync("waits-for-its-task", Waiting, "Said early", SyncAction.Created, "ada");
    }

    private Task SaveNewAsync(string id) => sync.SaveAsync(id, new TaskContent { Title = $"Task {id}" }, SyncAction.Created, "ada");

    private async Task TryAsync()
    {
        var claim = await ClaimAsync("host-b");
        var completion = await sync.Processor.ProcessAsync(claim, CancellationToken.None);
        await sync.Store.WorkAsync([completion], new ClaimRequest("host-b", 0, Lease));
    }

    private async Task<ClaimedOperation> ClaimAsync(string workerId) =>
        (await sync.Store.WorkAsync([], new ClaimRequest(workerId, 1, Lease))).Claimed.Single();
}
