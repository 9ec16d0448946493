using GitSync.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GitSync.Processing.Tests;

/// <summary>An application with a record that is public, private, or merely kept from leaving.</summary>
internal sealed class PrivateRecords : IOutboundPolicy
{
    public static TaskContent Secret { get; } = new() { Title = "Secret plan", Body = "Secret text" };

    public HashSet<string> Private { get; } = [];

    public HashSet<string> Closed { get; } = [];

    public ValueTask<Admission> MayLeaveAsync(ResourceKind kind, string recordId, string project, CancellationToken cancellationToken) => new(
        Private.Contains(recordId) ? Admission.Withdrawn($"{recordId} is private.")
        : Closed.Contains(recordId) ? Admission.Refused(SyncRule.OutboundClosed, $"{recordId} may not leave.")
        : Admission.Granted);

    public Task<SyncHarness> StartAsync(Action<GitSyncOptions>? configure = null) => Harnesses.StartAsync(
        configure, services => services.Replace(ServiceDescriptor.Singleton<IOutboundPolicy>(this)));

    /// <summary>With task t1 on both sides.</summary>
    public async Task<SyncHarness> StartLinkedAsync(Action<GitSyncOptions>? configure = null)
    {
        var sync = await StartAsync(configure);
        await sync.SaveAsync("t1", Secret, SyncAction.Created);
        await sync.DrainAsync();
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        return sync;
    }

    /// <summary>And its comment c1.</summary>
    public async Task<SyncHarness> StartWithCommentAsync(Action<GitSyncOptions>? configure = null)
    {
        var sync = await StartLinkedAsync(configure);
        await sync.SaveCommentAsync("c1", "t1", "Secret remark", SyncAction.Created);
        await sync.DrainAsync();
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        return sync;
    }

    public async Task TurnPrivateAsync(SyncHarness sync, bool deliverWebhooks = true)
    {
        Private.Add("t1");
        await sync.SaveAsync("t1", Secret);
        await sync.DrainAsync(deliverWebhooks);
    }

    /// <summary>One claim, processed and committed.</summary>
    public static async Task RunOneAsync(SyncHarness sync) => await sync.Store.WorkAsync(
        [await sync.Processor.ProcessAsync(await ClaimAsync(sync, "harness"), CancellationToken.None)], new ClaimRequest("harness", 0, TimeSpan.FromMinutes(10)));

    /// <summary>One claim, processed by a host that dies before it can commit.</summary>
    public static async Task RunAndDieAsync(SyncHarness sync) => await sync.Processor.ProcessAsync(await ClaimAsync(sync, "dying"), CancellationToken.None);

    private static async Task<ClaimedOperation> ClaimAsync(SyncHarness sync, string worker) =>
        (await sync.Store.WorkAsync([], new ClaimRequest(worker, 1, TimeSpan.FromMinutes(10)))).Claimed.Single();
}
