namespace GitSync.Core.Tests;

public sealed class ConnectionChangesTests
{
    private static readonly Connection Connected = new() { Project = "p", RepositoryId = 42, InstallationId = 1, Owner = "o", Name = "r" };

    [Fact]
    public void ObstaclesComeAndGoOnTheirOwn()
    {
        var both = Apply(Connected, new RepositoryObstacleChanged(42, 1, ConnectionObstacles.Archived, true), new RepositoriesRemoved(1, [42]));

        Apply(both, new RepositoryObstacleChanged(42, 1, ConnectionObstacles.Archived, false)).Obstacles.Should().Be(ConnectionObstacles.NotInstalled);
        Apply(both, new RepositoriesAdded(1, [42])).Obstacles.Should().Be(ConnectionObstacles.Archived);
    }

    [Fact]
    public void ReinstallWhoseRemovalComesLater_StaysConnected()
    {
        var again = Apply(Connected, new RepositoriesAdded(2, [42]), new InstallationRemoved(1));

        again.InstallationId.Should().Be(2);
        again.Admit(2).Should().Be(Admission.Granted);
    }

    [Fact]
    public void WorkingConnection_IsNotMovedToAnotherInstallation()
    {
        var offered = Apply(Connected, new RepositoriesAdded(777, [42]));

        offered.InstallationId.Should().Be(1);
        Apply(offered, new InstallationRemoved(777)).Should().Be(Connected);
    }

    [Fact]
    public void WhatAPersonSwitchedOff_NoWebhookSwitchesOn()
    {
        var off = Connected with { Obstacles = ConnectionObstacles.SwitchedOff };

        Apply(off, new RepositoriesAdded(1, [42]), new InstallationSuspensionChanged(1, false)).Admit(1).Refusal.Should().Be(SyncRule.SyncOff);
    }

    [Fact]
    public void AnotherInstallation_ChangesNothing() => Apply(
        Connected,
        new RepositoryObstacleChanged(42, 777, ConnectionObstacles.Archived, true),
        new RepositoriesRemoved(777, [42]),
        new InstallationRemoved(777),
        new InstallationSuspensionChanged(777, true)).Should().Be(Connected);

    [Fact]
    public void ForeignInstallation_IsRefused_AndARepositorysOwnWebhookIsNot()
    {
        Connected.Admit(777).Refusal.Should().Be(SyncRule.ForeignInstallation);
        Connected.Admit(null).Should().Be(Admission.Granted);
    }

    private static Connection Apply(Connection connection, params ConnectionChange[] changes) => changes.Aggregate(connection, ConnectionChanges.Apply);
}
