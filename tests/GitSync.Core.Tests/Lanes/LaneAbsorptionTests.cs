namespace GitSync.Core.Tests;

/// <summary>Two lanes turn out to be one resource: what becomes of a deletion that one of them has behind it.</summary>
public sealed class LaneAbsorptionTests
{
    private static readonly Guid Deletion = Some.Id(9);

    [Fact]
    public void DeletionHereThatIsOver_DoesNotEndTheRecordThatWasMadeAnew() =>
        Absorb(SyncSide.App, []).Lane.Tombstone.Should().BeNull();

    [Fact]
    public void DeletionHereThatStillWaits_CoversEverything()
    {
        var deletion = Some.Outbound(9) with { Action = SyncAction.Deleted };

        var absorbed = Absorb(SyncSide.App, [deletion]);

        absorbed.Lane.Tombstone!.OperationId.Should().Be(Deletion);
        absorbed.Move.Should().Equal(Deletion);
    }

    [Fact]
    public void DeletionOnGitHub_StaysInForce() =>
        Absorb(SyncSide.GitHub, []).Lane.Tombstone!.OperationId.Should().Be(Deletion);

    private static Absorption Absorb(SyncSide side, IReadOnlyList<SyncOperation> waiting) => LaneAbsorption.Absorb(
        Some.Lane(), [], Some.Lane() with { Id = 2, Tombstone = new Tombstone(Deletion, side, Some.Noon) }, waiting);
}
