using GitSync.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace GitSync.Processing.Tests;

/// <summary>What tests of drift begin with.</summary>
internal static class DriftScene
{
    public static readonly TaskContent Old = new() { Title = "Old", Body = "Body", Labels = NameSet.Of("bug") };

    /// <summary>A task and a comment on both sides, and a minute in which nothing happens.</summary>
    public static async Task<SyncHarness> StartAsync(
        Action<GitSyncOptions>? configure = null, Action<IServiceCollection>? services = null, bool create = true)
    {
        var sync = await Harnesses.StartAsync(configure, services);
        if (create)
        {
            await sync.SaveAsync("t1", Old, SyncAction.Created);
            sync.Comments.Save("c1", "t1", "Said");
            await sync.Enqueuer.EnqueueAsync(new CommentChanged
            {
                CommentId = "c1", TaskId = "t1", Project = SyncHarness.Project, Action = SyncAction.Created, ModifiedAt = sync.Clock.GetUtcNow(),
            });
            await sync.DrainAsync();
            sync.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        return sync;
    }

    /// <summary>Edits on GitHub of which no webhook tells.</summary>
    public static void Silently(SyncHarness sync, Action edit)
    {
        sync.GitHub.Faults.VanishWebhook = 1;
        edit();
        sync.GitHub.Faults.VanishWebhook = 0;
        sync.Clock.Advance(TimeSpan.FromSeconds(5));
    }

    public static async Task<List<DriftPage>> ReadAsync(SyncHarness sync, string? cursor = null)
    {
        List<DriftPage> pages = [];
        do
        {
            pages.Add(await sync.Drift.ReadAsync(sync.RepositoryId, cursor));
            pages[^1].Error.Should().BeNull();
            cursor = pages[^1].Next;
        }
        while (cursor is not null);
        return pages;
    }
}
