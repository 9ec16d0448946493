using GitSync.Testing;

namespace GitSync.Processing.Tests;

/// <summary>A repository that GitHub took away and gave back without telling anybody.</summary>
public sealed class ConnectionCheckTests
{
    private const string Check = "ConnectionCheck";
    private static readonly TaskContent Old = new() { Title = "Old", Body = "Body" };

    [Fact]
    public async Task RepositoryThatWasUnarchivedDuringASuspension_IsBack()
    {
        await using var sync = await Harnesses.StartAsync();
        await sync.SaveAsync("t1", Old, SyncAction.Created);
        await sync.DrainAsync();
        sync.GitHub.SetArchived(sync.RepositoryId, true);
        sync.GitHub.SuspendInstallation(77);
        await sync.DrainAsync();
        await sync.SaveAsync("t1", Old with { Title = "Edited here" });
        sync.GitHub.SetArchived(sync.RepositoryId, false);
        sync.GitHub.UnsuspendInstallation(77);
        await sync.DrainAsync();
        (await FindAsync(sync)).Obstacles.Should().Be(ConnectionObstacles.Archived);
        await CheckAsync(sync);
        await Repair.RunAsync(sync);

        (await FindAsync(sync)).Obstacles.Should().Be(ConnectionObstacles.None);
        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be("Edited here");
    }

    [Fact]
    public async Task RepositoryThatIsStillAway_IsAskedForOnceAnHour()
    {
        await using var sync = await Harnesses.StartAsync();
        sync.GitHub.SuspendInstallation(77);
        await sync.DrainAsync();
        await Repair.RunAsync(sync, Check);
        sync.GitHub.Requests.Total.Should().Be(0);
        sync.Clock.Advance(TimeSpan.FromHours(1));
        await Repair.RunAsync(sync, Check);

        sync.GitHub.Requests.Total.Should().Be(2, "the installation, and a token that GitHub refuses");
        (await FindAsync(sync)).Obstacles.Should().Be(ConnectionObstacles.Suspended);
    }

    [Theory]
    [InlineData(ConnectionObstacles.SwitchedOff)]
    [InlineData(ConnectionObstacles.Disconnected)]
    [InlineData(ConnectionObstacles.Disconnected | ConnectionObstacles.Archived)]
    public async Task WhatAPersonEnded_IsLeftAlone(ConnectionObstacles obstacles)
    {
        await using var sync = await Harnesses.StartAsync();
        await sync.Store.ConnectAsync(await FindAsync(sync) with { Obstacles = obstacles });
        await CheckAsync(sync);

        sync.GitHub.Requests.Total.Should().Be(0);
        (await FindAsync(sync)).Obstacles.Should().Be(obstacles);
    }

    [Fact]
    public async Task RepositoryThatIsAnotherAccountsNow_IsAPersonsToConnect()
    {
        await using var sync = await Harnesses.StartAsync();
        sync.GitHub.Faults.VanishWebhook = 1;
        sync.GitHub.TransferRepository(sync.RepositoryId, "acme", sync.GitHub.CreateInstallation("acme", 99).Id);
        await sync.Store.ConnectAsync(await FindAsync(sync) with { Obstacles = ConnectionObstacles.NotInstalled });
        await CheckAsync(sync);

        (await FindAsync(sync)).Should().Match<Connection>(stored => stored.InstallationId == 77 && stored.Obstacles == ConnectionObstacles.NotInstalled);
    }

    private static async Task<Connection> FindAsync(SyncHarness sync) => (await sync.Store.FindByProjectAsync(SyncHarness.Project))!;

    private static async Task CheckAsync(SyncHarness sync)
    {
        await Repair.RunOnceAsync(sync, Check);
        sync.Clock.Advance(TimeSpan.FromHours(1));
        await Repair.RunOnceAsync(sync, Check);
    }
}
