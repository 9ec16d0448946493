namespace GitSync;

/// <summary>One thing that a person did to the queue: who, what, to which, when and why. Never changed.</summary>
public sealed record AuditEntry
{
    /// <summary>The longest <see cref="Reason"/> and <see cref="Details"/>, in characters; a store refuses longer ones.</summary>
    public const int MaximumTextLength = 2_000;

    /// <summary>UUID version 7.</summary>
    public required Guid Id { get; init; }

    /// <summary>When it was done.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who did it: the name of the signed-in user, 1 to 200 characters.</summary>
    public required string Actor { get; init; }

    /// <summary>What was done, as a stable word: <c>retry</c>, <c>cancel</c>, <c>reveal-payload</c>. 1 to 50 characters.</summary>
    public required string Action { get; init; }

    /// <summary>What it was done to, for example <c>operation/0195…</c>, <c>lane/17</c>, <c>repository/42</c>. 1 to 200 characters.</summary>
    public required string Target { get; init; }

    /// <summary>Why, in the person's words, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>What came of it, as a sentence, or null.</summary>
    public string? Details { get; init; }
}

/// <summary>Which entries to list, newest first. Keyset paging: pass the last id of a page as <see cref="Before"/>.</summary>
public sealed record AuditQuery
{
    /// <summary>Only entries about this; null for all.</summary>
    public string? Target { get; init; }

    /// <summary>Only entries of this person; null for all.</summary>
    public string? Actor { get; init; }

    /// <summary>Only ids less than this one; null from the newest.</summary>
    public Guid? Before { get; init; }

    /// <summary>Rows at most, 1 to <see cref="OperationQuery.MaximumLimit"/>.</summary>
    public int Limit { get; init; } = 100;
}

/// <summary>What administrators did. Thread-safe.</summary>
public interface IAuditLog
{
    /// <summary>How long entries are kept, whatever else is removed sooner.</summary>
    static TimeSpan Keep => TimeSpan.FromDays(400);

    /// <summary>Writes an entry; the same id again changes nothing.</summary>
    /// <exception cref="ArgumentException">A text is empty or too long.</exception>
    Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken = default);

    /// <summary>Entries, newest id first.</summary>
    Task<IReadOnlyList<AuditEntry>> ListAuditAsync(AuditQuery query, CancellationToken cancellationToken = default);
}
