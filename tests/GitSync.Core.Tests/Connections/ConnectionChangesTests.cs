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

    [Fact]
    public void TransferToAnotherInstallation_IsOffered_AndTheNameFollows()
    {
        var transferred = Apply(Connected, new RepositoryTransferred(42, 2, "new", "home"));

        transferred.Should().Be(Connected with { Owner = "new", Name = "home", OfferedInstallationId = 2 });
        Apply(transferred, new RepositoriesRemoved(1, [42])).Should().Be(
            Connected with { Owner = "new", Name = "home", InstallationId = 2, Resumptions = 1 });
        Apply(Connected, new RepositoryTransferred(42, null, "new", "home")).Should().Be(Connected with { Owner = "new", Name = "home" });
    }

    [Fact]
    public void RenameThatAnotherInstallationReports_ChangesNothing() =>
        Apply(Connected, new RepositoryRenamed(42, 777, "x", "y")).Should().Be(Connected);

    [Theory]
    [InlineData(ConnectionObstacles.None, 1)]
    [InlineData(ConnectionObstacles.Archived, 0)]
    public void LastObstacleThatGoes_IsAResumption(ConnectionObstacles other, int resumptions) => Apply(
        Connected with { Obstacles = other },
        new InstallationSuspensionChanged(1, true),
        new InstallationSuspensionChanged(1, true),
        new InstallationSuspensionChanged(1, false)).Should().Be(Connected with { Obstacles = other, Resumptions = resumptions });

    [Fact]
    public void EndOfAnObstacleOfWhichNobodyTold_IsAResumption()
    {
        Apply(Connected, new InstallationSuspensionChanged(1, false)).Should().Be(Connected with { Resumptions = 1 });
        Apply(Connected, new RepositoryObstacleChanged(42, 1, ConnectionObstacles.Archived, false)).Should().Be(Connected with { Resumptions = 1 });
        Apply(Connected, new InstallationSuspensionChanged(777, false)).Should().Be(Connected);
    }

    [Fact]
    public void WhatAPersonEnds_ConcernsThatProjectAlone()
    {
        var ended = Apply(Connected, new ProjectObstacleChanged("p", ConnectionObstacles.Disconnected, true));

        ended.Admit(1).Refusal.Should().Be(SyncRule.NotConnected);
        Apply(Connected, new ProjectObstacleChanged("q", ConnectionObstacles.Disconnected, true)).Should().Be(Connected);
    }

    private static Connection Apply(Connection connection, params ConnectionChange[] changes) => changes.Aggregate(connection, ConnectionChanges.Apply);
}
