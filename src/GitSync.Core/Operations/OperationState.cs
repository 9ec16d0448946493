using System.Collections.Frozen;

namespace GitSync;

/// <summary>Where an operation is in its life. The legal moves are in <see cref="OperationStates"/>.</summary>
public enum OperationState
{
    /// <summary>Waits for its lane, its due time or its parent.</summary>
    Queued,

    /// <summary>A worker holds its lane and reconciles it.</summary>
    Processing,

    /// <summary>Both sides are in step, as far as this operation is concerned.</summary>
    Completed,

    /// <summary>It failed for good; an administrator can queue it again.</summary>
    Errored,

    /// <summary>A newer operation of the lane covers it (<see cref="SyncOperation.CanceledBy"/>), or an administrator took it out of the queue.</summary>
    Canceled,

    /// <summary>It brings nothing (<see cref="SyncOperation.DroppedFor"/>): outdated, or the resource is gone.</summary>
    Dropped,

    /// <summary>The same news is already on its way or arrived (<see cref="SyncOperation.DuplicateOf"/>).</summary>
    Duplicate,

    /// <summary>Sync is off for its repository, installation or record.</summary>
    Disabled,
}

/// <summary>The one table of legal moves between the states of an operation.</summary>
public static class OperationStates
{
    private static readonly FrozenDictionary<OperationState, OperationState[]> Moves = new Dictionary<OperationState, OperationState[]>
    {
        [OperationState.Queued] = [OperationState.Processing, OperationState.Canceled, OperationState.Disabled],

        // Back to queued: a retry, a rate limit, or a worker that lost its lease.
        [OperationState.Processing] = [OperationState.Completed, OperationState.Errored, OperationState.Dropped, OperationState.Queued],

        // By an administrator only.
        [OperationState.Errored] = [OperationState.Queued],
        [OperationState.Completed] = [],
        [OperationState.Canceled] = [],
        [OperationState.Dropped] = [],
        [OperationState.Duplicate] = [],
        [OperationState.Disabled] = [],
    }.ToFrozenDictionary();

    /// <summary>All states, in the order of an operation's life.</summary>
    public static IReadOnlyList<OperationState> All { get; } = Enum.GetValues<OperationState>();

    /// <summary>The states an operation may move to from this one; empty for a final state.</summary>
    public static IReadOnlyList<OperationState> MovesFrom(OperationState from) => Moves[from];

    /// <summary>Whether the move is in the table.</summary>
    public static bool CanMove(OperationState from, OperationState to) => Array.IndexOf(Moves[from], to) >= 0;

    /// <summary>Whether the operation is out of the queue; an errored one is, until somebody queues it again.</summary>
    public static bool IsEnded(this OperationState state) => state is not (OperationState.Queued or OperationState.Processing);

    /// <summary>Refuses a move that is not in the table.</summary>
    /// <exception cref="InvalidOperationException">The move is illegal: a fault in the store or the processor.</exception>
    public static void Require(OperationState from, OperationState to)
    {
        if (!CanMove(from, to))
        {
            throw new InvalidOperationException($"An operation cannot move from {from} to {to}.");
        }
    }

    /// <summary>The state's name as stored and shown: lower case.</summary>
    public static string Name(this OperationState state) => state switch
    {
        OperationState.Queued => "queued",
        OperationState.Processing => "processing",
        OperationState.Completed => "completed",
        OperationState.Errored => "errored",
        OperationState.Canceled => "canceled",
        OperationState.Dropped => "dropped",
        OperationState.Duplicate => "duplicate",
        OperationState.Disabled => "disabled",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Unknown operation state."),
    };

    /// <summary>Reads <see cref="Name"/>; false for any other text.</summary>
    public static bool TryParse(string? name, out OperationState state)
    {
        foreach (var candidate in All)
        {
            if (string.Equals(candidate.Name(), name, StringComparison.OrdinalIgnoreCase))
            {
                state = candidate;
                return true;
            }
        }

        state = default;
        return false;
    }
}
