using GitSync.Testing;

namespace GitSync.Processing.Tests;

/// <summary>Somebody who may read the repository copies the body of an issue of ours, marker and all, before the answer to its creation has reached us.</summary>
public sealed class CopiedMarkerTests
{
    private static readonly TaskContent Ours = new() { Title = "Ours", Body = "Body" };

    // What is left of threat 6: the search for a creation asks for our author, but a webhook that brings the marker first is believed whoever wrote it.
    [Fact]
    public async Task CopyWhoseWebhookComesBeforeOurs_IsTakenForOurs_AndOursComesInAsAnother()
    {
        await using var sync = await StartWithALostAnswerAsync();
        sync.GitHub.Faults.VanishWebhook = 0;
        await CopyAsync(sync);
        await Repair.RunAsync(sync);

        (await sync.Status.ReadAsync(ResourceKind.Task, "t1")).GitHub.Should().Match<RemoteIdentity>(known => known.Number == 2 && known.AuthorLogin == "mallory");
        sync.Tasks.All.Single(task => task.Id == "t1").Content.Title.Should().Be("Copy");
        sync.Tasks.All.Single(task => task.Id != "t1").Content.Should().Be(Ours, "nothing of it is lost");
        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be("Ours");
    }

    [Fact]
    public async Task CopyWhoseWebhookComesAfterOurs_IsAnIssueOfItsOwn()
    {
        await using var sync = await StartWithALostAnswerAsync(webhookVanishes: false);
        await sync.GitHub.DrainAsync();
        await CopyAsync(sync);
        await Repair.RunAsync(sync);

        (await sync.Status.ReadAsync(ResourceKind.Task, "t1")).GitHub.Should().Match<RemoteIdentity>(known => known.Number == 1 && known.AuthorLogin != "mallory");
        sync.Tasks.All.Single(task => task.Id == "t1").Content.Should().Be(Ours);
        sync.Tasks.All.Single(task => task.Id != "t1").Content.Title.Should().Be("Copy");
    }

    /// <summary>With issue 1 of ours, which nobody here knows of yet unless its webhook arrives.</summary>
    private static async Task<SyncHarness> StartWithALostAnswerAsync(bool webhookVanishes = true)
    {
        var sync = await Harnesses.StartAsync();
        sync.GitHub.Faults.LoseNextAnswer(request => request.Method == "POST" && request.Path.EndsWith("/issues", StringComparison.Ordinal));
        sync.GitHub.Faults.VanishWebhook = webhookVanishes ? 1 : 0;
        await sync.SaveAsync("t1", Ours, SyncAction.Created);
        await PrivateRecords.RunOneAsync(sync);
        return sync;
    }

    private static async Task CopyAsync(SyncHarness sync)
    {
        var body = sync.GitHub.GetIssue(sync.RepositoryId, 1).Body;
        body.Should().Contain(MarkerFactory.Prefix);
        sync.GitHub.OpenIssue(sync.RepositoryId, "Copy", body, by: "mallory");
        await sync.DrainAsync();
    }
}
