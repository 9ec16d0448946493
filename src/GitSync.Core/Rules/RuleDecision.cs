namespace GitSync;

/// <summary>Whether an operation may take part at all, judged before the lane is looked at.</summary>
/// <param name="Refusal">The rule that refuses it, or null when it is admitted.</param>
/// <param name="Reason">What to tell a person, or null when admitted.</param>
public readonly record struct Admission(SyncRule? Refusal, string? Reason)
{
    /// <summary>Nothing stands against it.</summary>
    public static Admission Granted => default;

    /// <summary>Refused by a rule.</summary>
    public static Admission Refused(SyncRule rule, string reason) => new(rule, reason);

    /// <summary>An outbound policy's answer for a record that is private: nothing leaves, and what left before is taken back.</summary>
    /// <param name="reason">Why: a sentence.</param>
    public static Admission Withdrawn(string reason) => new(SyncRule.Withdrawn, reason);
}

/// <summary>How a record that is newer than GitHub's state is treated.</summary>
public enum RecordConflictPolicy
{
    /// <summary>GitHub is read and the merge decides field by field. The default.</summary>
    PerField,

    /// <summary>The newer whole record wins: the inbound operation is dropped, and a new operation cancels queued ones of both directions.</summary>
    WholeRecord,
}

/// <summary>What the rules compare of an arriving operation.</summary>
/// <param name="Id">The operation.</param>
/// <param name="Direction">Which side rang.</param>
/// <param name="Action">What happened.</param>
/// <param name="RemoteKind">Which object's time <paramref name="GitHubUpdatedAt"/> is.</param>
/// <param name="GitHubUpdatedAt">GitHub's time, or null.</param>
/// <param name="Hash">Hash of the state it carries, or null.</param>
/// <param name="Admission">Whether it may take part at all.</param>
public readonly record struct Arrival(
    Guid Id,
    SyncDirection Direction,
    SyncAction Action,
    RemoteKind RemoteKind,
    GitHubTime? GitHubUpdatedAt,
    ContentHash? Hash,
    Admission Admission)
{
    /// <summary>What the rules compare of an operation.</summary>
    public static Arrival Of(SyncOperation operation, Admission admission)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return new Arrival(
            operation.Id, operation.Direction, operation.Action, operation.RemoteKind, operation.GitHubUpdatedAt, operation.ContentHash, admission);
    }

    /// <summary>Whether it takes the resource away.</summary>
    public bool EndsResource => Action is SyncAction.Deleted or SyncAction.Transferred;
}

/// <summary>What a rule decided, with the values it compared. A value; nothing has been changed yet.</summary>
/// <param name="Rule">The first rule that fired.</param>
/// <param name="State">The state the arriving operation enters.</param>
/// <param name="Related">The operation it was measured against, or null.</param>
/// <param name="Fetch">Whether the arriving operation has to read GitHub.</param>
/// <param name="FlagFetchOn">A queued operation that has to read GitHub from now on, or null.</param>
/// <param name="CancelInbound">The queued inbound operation that this one cancels, or null.</param>
/// <param name="CancelOutbound">The queued outbound operation that this one cancels, or null.</param>
/// <param name="Here">The arriving operation's compared time, or null.</param>
/// <param name="There">The other compared time, or null.</param>
public readonly record struct RuleDecision(
    SyncRule Rule,
    OperationState State,
    Guid? Related = null,
    bool Fetch = false,
    Guid? FlagFetchOn = null,
    Guid? CancelInbound = null,
    Guid? CancelOutbound = null,
    DateTimeOffset? Here = null,
    DateTimeOffset? There = null);
