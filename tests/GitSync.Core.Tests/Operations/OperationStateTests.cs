using System.Text;
using GitSync.Tests;

namespace GitSync.Core.Tests;

public sealed class OperationStateTests
{
    [Fact]
    public void TransitionTable_IsAsWritten()
    {
        var table = new StringBuilder("# The states of an operation and their legal moves\n\n| from | to | final |\n|---|---|---|\n");
        foreach (var state in OperationStates.All)
        {
            var moves = string.Join(", ", OperationStates.MovesFrom(state).Select(to => to.Name()));
            table.Append($"| {state.Name()} | {moves} | {(moves.Length == 0 ? "yes" : "no")} |\n");
        }

        Snapshots.Match(table.ToString(), "StateMachine");
    }

    [Fact]
    public void IllegalMove_IsRefused()
    {
        var move = () => OperationStates.Require(OperationState.Completed, OperationState.Queued);

        move.Should().Throw<InvalidOperationException>().WithMessage("*Completed*Queued*");
    }

    [Fact]
    public void EveryName_ReadsBack()
    {
        foreach (var state in OperationStates.All)
        {
            OperationStates.TryParse(state.Name(), out var read).Should().BeTrue();
            read.Should().Be(state);
        }

        OperationStates.TryParse("asleep", out _).Should().BeFalse();
    }
}
