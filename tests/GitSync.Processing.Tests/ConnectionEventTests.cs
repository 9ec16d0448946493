using GitSync.Testing;

namespace GitSync.Processing.Tests;

/// <summary>What GitHub tells of installations and repositories, from its webhook to the stored connection.</summary>
public sealed class ConnectionEventTests
{
    private const string Foreign = "Refused: repository octo-org/board belongs to installation 5, not to installation 77.";

    /// <summary>What happens, the connection afterwards ("owner/name @installation obstacles"), and the resumption it makes.</summary>
    public static TheoryData<string, string, int> Events => new()
    {
        { "suspended", "octo-org/board @77 Suspended", 0 },
        { "suspended, unsuspended", "octo-org/board @77 None", 1 },
        { "new permissions", "octo-org/board @77 None", 1 },
        { "taken out", "octo-org/board @77 NotInstalled", 0 },
        { "taken out, added", "octo-org/board @77 None", 1 },
        { "uninstalled", "octo-org/board @77 NotInstalled", 0 },
        { "uninstalled, installed anew", "octo-org/board @78 None", 1 },
        { "renamed", "octo-org/renamed @77 None", 0 },
        { "transferred", "acme/board @77 (offered 99) None", 0 },
        { "transferred, taken out", "acme/board @99 None", 1 },
        { "archived", "octo-org/board @77 Archived", 0 },
        { "archived, unarchived", "octo-org/board @77 None", 1 },
        { "archived, taken out, added", "octo-org/board @77 Archived", 0 },
        { "privatized", "octo-org/board @77 None", 0 },
        { "publicized", "octo-org/board @77 None", 0 },
        { "deleted", "octo-org/board @77 Deleted", 0 },
    };

    [Theory]
    [MemberData(nameof(Events))]
    public async Task Event_ChangesTheConnection(string events, string expected, int resumptions)
    {
        await using var sync = await Harnesses.StartAsync();
        await sync.DrainAsync();
        sync.GitHub.Requests.Clear();
        foreach (var each in events.Split(", "))
        {
            Happen(sync, each);
        }

        await sync.DrainAsync();

        var stored = (await sync.Store.FindByProjectAsync(SyncHarness.Project))!;
        var offered = stored.OfferedInstallationId is { } id ? $" (offered {id})" : "";
        $"{stored.FullName} @{stored.InstallationId}{offered} {stored.Obstacles}".Should().Be(expected);
        stored.Resumptions.Should().Be(resumptions);
        stored.RepositoryId.Should().Be(sync.RepositoryId);
        sync.GitHub.Requests.Total.Should().Be(0, "nobody is asked for what the webhook says");
    }

    /// <summary>The stored connection is another installation's: what happens, and what the delivery's record says.</summary>
    public static TheoryData<string, string> ForeignEvents => new()
    {
        { "taken out", Foreign },
        { "renamed", Foreign },
        { "archived", Foreign },
        { "deleted", Foreign },
        { "issue opened", Foreign },
        { "suspended", "installation.suspend: installation 77 is suspended." },
        { "uninstalled", "installation.deleted: installation 77 was removed; its repositories are switched off." },
        { "privatized", "the visibility of octo-org/board changed; sync goes on as before." },
    };

    [Theory]
    [MemberData(nameof(ForeignEvents))]
    public async Task EventOfAnInstallationThatDoesNotHaveTheRepository_ChangesNothingAndIsRecorded(string what, string outcome)
    {
        await using var sync = await Harnesses.StartAsync();
        await sync.DrainAsync();
        await sync.Store.ConnectAsync((await sync.Store.FindByProjectAsync(SyncHarness.Project))! with { InstallationId = 5 });
        var stored = await sync.Store.ListAsync();
        var (told, requests) = (sync.GitHub.GetDeliveries().Count, sync.GitHub.Requests.Total);
        Happen(sync, what);
        await sync.DrainAsync();

        (await sync.Store.ListAsync()).Should().Equal(stored);
        sync.Tasks.All.Should().BeEmpty();
        sync.GitHub.Requests.Total.Should().Be(requests, "anybody who installs the App could make us ask otherwise");
        var delivery = sync.GitHub.GetDeliveries().Skip(told).Should().ContainSingle().Which;
        (await sync.Store.FindDeliveryAsync(delivery.Webhook.Guid))!.Outcome.Should().EndWith(outcome);
        (await sync.OperationsAsync()).Select(operation => (operation.State, operation.Rule, operation.DeliveryId)).Should().Equal(
            what == "issue opened" ? [(OperationState.Disabled, SyncRule.ForeignInstallation, delivery.Webhook.Guid)] : []);
    }

    [Fact]
    public async Task RepositoryThatIsGivenToAnotherInstallation_IsOfferedAndSyncGoesOn()
    {
        await using var sync = await Harnesses.StartAsync();
        await sync.DrainAsync();
        var stored = (await sync.Store.FindByProjectAsync(SyncHarness.Project))!;
        await sync.Store.ConnectAsync(stored with { InstallationId = 5 });
        Happen(sync, "taken out");
        Happen(sync, "added");
        await sync.DrainAsync();

        (await sync.Store.ListAsync()).Should().Equal(stored with { InstallationId = 5, OfferedInstallationId = 77, Resumptions = 1 });
        (await sync.Store.FindDeliveryAsync(sync.GitHub.GetDeliveries()[^1].Webhook.Guid))!.Outcome.Should().EndWith(
            "Noted: octo-org/board belongs to installation 5; installation 77 takes over when that one is gone, or when the repository is connected again.");
    }

    private static void Happen(SyncHarness sync, string what)
    {
        var (gitHub, id) = (sync.GitHub, sync.RepositoryId);
        _ = what switch
        {
            "suspended" => gitHub.SuspendInstallation(77),
            "unsuspended" => gitHub.UnsuspendInstallation(77),
            "new permissions" => gitHub.AcceptPermissions(77, new Dictionary<string, string> { ["issues"] = "write", ["metadata"] = "read" }),
            "taken out" => Do(() => gitHub.RemoveFromInstallation(77, id)),
            "added" => Do(() => gitHub.AddToInstallation(77, id)),
            "uninstalled" => Do(() => gitHub.DeleteInstallation(77)),
            "installed anew" => Do(() =>
            {
                gitHub.CreateInstallation("octo-org", 78);
                gitHub.AddToInstallation(78, id);
            }),
            "renamed" => gitHub.RenameRepository(id, "renamed"),
            "transferred" => gitHub.TransferRepository(id, "acme", gitHub.CreateInstallation("acme", 99).Id),
            "archived" => gitHub.SetArchived(id, true),
            "unarchived" => gitHub.SetArchived(id, false),
            "privatized" => gitHub.SetPrivate(id, true),
            "publicized" => gitHub.SetPrivate(id, false),
            "deleted" => Do(() => gitHub.DeleteRepository(id)),
            "issue opened" => gitHub.OpenIssue(id, "Opened"),
            _ => throw new ArgumentException($"Nothing is called {what}.", nameof(what)),
        };

        static object? Do(Action action)
        {
            action();
            return null;
        }
    }
}
