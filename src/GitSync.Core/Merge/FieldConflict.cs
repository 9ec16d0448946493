namespace GitSync;

/// <summary>One of the two sides.</summary>
public enum SyncSide
{
    /// <summary>The application's record.</summary>
    App,

    /// <summary>GitHub's object.</summary>
    GitHub,
}

/// <summary>A field that both sides had changed, and what became of it. Kept on the operation so that the loser can be restored.</summary>
/// <param name="Field">The field's name, for example <c>title</c>.</param>
/// <param name="Winner">The side whose value stays; null while a person has to decide (policy <see cref="FieldPolicy.Manual"/>).</param>
/// <param name="WinningValue">The value that stays, as text.</param>
/// <param name="LosingValue">The value that gave way, as text.</param>
/// <param name="BaseValue">The value both had agreed on, as text.</param>
public sealed record FieldConflict(string Field, SyncSide? Winner, string? WinningValue, string? LosingValue, string? BaseValue);
