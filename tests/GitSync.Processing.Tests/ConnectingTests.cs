using GitSync.Testing;

namespace GitSync.Processing.Tests;

/// <summary>Connecting checks GitHub and is idempotent; disconnecting closes, deletes and unlinks nothing.</summary>
public sealed class ConnectingTests
{
    private static readonly TaskContent Old = new() { Title = "Old", Body = "Body" };

    [Fact]
    public async Task ConnectingAgain_ChangesNothing()
    {
        await using var sync = await Harnesses.StartAsync();
        var stored = (await sync.Store.FindByProjectAsync(SyncHarness.Project))!;

        var outcome = await sync.Connections.ConnectAsync(SyncHarness.Project, "octo-org", "board");

        outcome.Should().Be(new ConnectionOutcome(ConnectionResult.Unchanged, stored, "Project board is connected to octo-org/board already."));
        (await sync.Store.ListAsync()).Should().Equal(stored);
    }

    [Fact]
    public async Task FirstConnecting_StoresIdsAndNamesAsGitHubHasThem()
    {
        await using var sync = await Harnesses.StartAsync();
        var shop = sync.GitHub.CreateRepository("octo-org", "shop", installationId: 77);
        sync.GitHub.RenameRepository(shop.Id, "store");

        var outcome = await sync.Connections.ConnectAsync("shop", "Octo-Org", "shop");

        outcome.Result.Should().Be(ConnectionResult.Changed);
        (await sync.Store.FindByProjectAsync("shop")).Should().Be(outcome.Connection).And.Be(
            new Connection { Project = "shop", RepositoryId = shop.Id, InstallationId = 77, Owner = "octo-org", Name = "store" });
    }

    [Theory]
    [InlineData("missing", "not there, or the GitHub App (or the token) has no access to it")]
    [InlineData("not installed", "install the App on it")]
    [InlineData("no name", "named as owner/name")]
    [InlineData("suspended", "end the installation's suspension")]
    [InlineData("archived", "unarchive it")]
    [InlineData("without issues", "switch them on in the repository's settings")]
    [InlineData("read-only", "grant it \"Issues: read and write\"")]
    public async Task RepositoryThatCannotBeSynchronised_IsRefusedWithWhatToDo(string why, string sentence)
    {
        await using var sync = await Harnesses.StartAsync();
        var shop = sync.GitHub.CreateRepository("acme", "shop", why is "not installed" or "missing" ? null : 88);
        _ = why switch
        {
            "suspended" => sync.GitHub.SuspendInstallation(88),
            "archived" => sync.GitHub.SetArchived(shop.Id, true),
            "without issues" => sync.GitHub.SetHasIssues(shop.Id, false),
            "read-only" => sync.GitHub.AcceptPermissions(88, new Dictionary<string, string> { ["issues"] = "read", ["metadata"] = "read" }),
            _ => (object?)null,
        };

        var outcome = await sync.Connections.ConnectAsync("shop", "acme", why switch { "missing" => "shops", "no name" => "a b", _ => "shop" });

        outcome.Result.Should().Be(ConnectionResult.Refused);
        outcome.Connection.Should().BeNull();
        outcome.Explanation.Should().Contain(sentence);
        (await sync.Store.FindByProjectAsync("shop")).Should().BeNull();
    }

    [Fact]
    public async Task GitHubThatCannotBeAsked_IsNoRefusal()
    {
        await using var sync = await Harnesses.StartAsync();
        sync.GitHub.Faults.FailNextBeforeApplying(502, request => request.Path.EndsWith("/installation", StringComparison.Ordinal));

        var outcome = await sync.Connections.ConnectAsync("shop", "octo-org", "board");

        outcome.Result.Should().Be(ConnectionResult.TryLater);
        outcome.IsDone.Should().BeFalse();
    }

    [Fact]
    public async Task WhatIsConnectedOtherwise_IsRefused()
    {
        await using var sync = await Harnesses.StartAsync();
        sync.GitHub.CreateRepository("octo-org", "shop", installationId: 77);
        var stored = await sync.Store.ListAsync();

        (await sync.Connections.ConnectAsync("shop", "octo-org", "board")).Explanation
            .Should().Be("octo-org/board is connected to project board, and a repository belongs to one project: disconnect it there first.");
        (await sync.Connections.ConnectAsync(SyncHarness.Project, "octo-org", "shop")).Explanation
            .Should().Be("Project board is connected to octo-org/board, and a project has one repository: disconnect it first.");
        (await sync.Store.ListAsync()).Should().Equal(stored);
    }

    [Fact]
    public async Task WhatIsDisconnectedButLinked_IsConnectedAgainOrNotAtAll()
    {
        await using var sync = await Harnesses.StartAsync();
        sync.GitHub.CreateRepository("octo-org", "shop", installationId: 77);
        await sync.SaveAsync("t1", Old, SyncAction.Created);
        await sync.DrainAsync();
        await sync.Connections.DisconnectAsync(SyncHarness.Project);

        (await sync.Connections.ConnectAsync("shop", "octo-org", "board")).Explanation
            .Should().EndWith("its issues are linked to that project's tasks: connect it there again.");
        (await sync.Connections.ConnectAsync(SyncHarness.Project, "octo-org", "shop")).Explanation
            .Should().EndWith("its tasks are linked to issues there: connect that one again, or use another project.");
    }

    [Fact]
    public async Task WhatIsDisconnectedAndNotLinked_MayGoElsewhere()
    {
        await using var sync = await Harnesses.StartAsync();
        var shop = sync.GitHub.CreateRepository("octo-org", "shop", installationId: 77);
        await sync.Connections.DisconnectAsync(SyncHarness.Project);

        (await sync.Connections.ConnectAsync(SyncHarness.Project, "octo-org", "shop")).Result.Should().Be(ConnectionResult.Changed);
        (await sync.Connections.ConnectAsync("other", "octo-org", "board")).Result.Should().Be(ConnectionResult.Changed);

        (await sync.Store.ListAsync()).Select(each => (each.Project, each.RepositoryId, each.Obstacles)).Should().Equal(
            ("board", shop.Id, ConnectionObstacles.None), ("other", sync.RepositoryId, ConnectionObstacles.None));
    }

    /// <summary>Elsewhere that broke the sync for good: synclinear #32 and #82, Huly #7881; or closed the issues: getsentry/open-source-pledge #105.</summary>
    [Fact]
    public async Task DisconnectedAndConnectedAgain_WhatWasLinkedIsLinkedStill()
    {
        await using var sync = await Harnesses.StartAsync();
        await sync.SaveAsync("t1", Old, SyncAction.Created);
        var opened = sync.GitHub.OpenIssue(sync.RepositoryId, "From GitHub");
        await Repair.RunAsync(sync);
        var before = (sync.GitHub.GetIssues(sync.RepositoryId), sync.Tasks.All.ToList());
        sync.GitHub.Requests.Clear();

        var outcome = await sync.Connections.DisconnectAsync(SyncHarness.Project);
        (await sync.Connections.DisconnectAsync(SyncHarness.Project)).Result.Should().Be(ConnectionResult.Unchanged);
        await Repair.RunAsync(sync);
        outcome.Explanation.Should().Be("Project board is disconnected from octo-org/board. Nothing was closed or deleted, and what is linked stays linked.");
        sync.GitHub.Requests.Entries().Should().OnlyContain(request => request.Path == "/app/hook/deliveries");
        sync.GitHub.GetIssues(sync.RepositoryId).Should().BeEquivalentTo(before.Item1);
        sync.Tasks.All.Should().BeEquivalentTo(before.Item2);

        (await sync.Connections.ConnectAsync(SyncHarness.Project, "octo-org", "board")).Result.Should().Be(ConnectionResult.Changed);
        await Repair.RunAsync(sync);
        await sync.SaveAsync("t1", Old with { Title = "Edited here" });
        sync.GitHub.EditIssue(sync.RepositoryId, opened.Number, title: "Edited there");
        await sync.DrainAsync();

        sync.GitHub.GetIssues(sync.RepositoryId).Select(issue => issue.Title).Should().BeEquivalentTo("Edited here", "Edited there");
        sync.Tasks.All.Select(task => task.Content.Title).Should().BeEquivalentTo("Edited here", "Edited there");
    }

    [Fact]
    public async Task WhatAPersonSwitchedOff_ConnectingAgainLeavesOff()
    {
        await using var sync = await Harnesses.StartAsync();
        (await sync.Connections.SwitchAsync(SyncHarness.Project, isOn: false)).Result.Should().Be(ConnectionResult.Changed);
        (await sync.Connections.SwitchAsync(SyncHarness.Project, isOn: false)).Result.Should().Be(ConnectionResult.Unchanged);

        (await sync.Connections.ConnectAsync(SyncHarness.Project, "octo-org", "board")).Explanation
            .Should().EndWith("It is switched off until somebody switches it on.");
        (await sync.Store.FindByProjectAsync(SyncHarness.Project))!.Obstacles.Should().Be(ConnectionObstacles.SwitchedOff);
        (await sync.Connections.SwitchAsync(SyncHarness.Project, isOn: true)).Connection!.Obstacles.Should().Be(ConnectionObstacles.None);
        (await sync.Connections.SwitchAsync("nobody's", isOn: true)).Result.Should().Be(ConnectionResult.Refused);
    }

    [Fact]
    public async Task WhatWebhooksDidNotTell_ConnectingAgainFinds()
    {
        await using var sync = await Harnesses.StartAsync();
        sync.GitHub.Faults.VanishWebhook = 1;
        sync.GitHub.TransferRepository(sync.RepositoryId, "new-owner", installationId: sync.GitHub.CreateInstallation("new-owner").Id);
        var stored = (await sync.Store.FindByProjectAsync(SyncHarness.Project))!;
        await sync.Store.ConnectAsync(stored with { Obstacles = ConnectionObstacles.NotInstalled | ConnectionObstacles.Archived });

        var outcome = await sync.Connections.ConnectAsync(SyncHarness.Project, "new-owner", "board");

        outcome.Result.Should().Be(ConnectionResult.Changed);
        outcome.Connection!.Should().Match<Connection>(now => now.Obstacles == ConnectionObstacles.None && now.Owner == "new-owner"
            && now.InstallationId != 77 && now.Resumptions == stored.Resumptions + 1);
    }
}
