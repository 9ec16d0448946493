using System.Buffers;
using System.Text;

namespace GitSync;

/// <summary>What every store checks before it writes or looks for an entry.</summary>
public static class AuditTexts
{
    private const int MaximumActorLength = 200;
    private const int MaximumActionLength = 50;
    private const int MaximumTargetLength = 200;

    /// <exception cref="ArgumentException">A text is empty, too long, or holds what not every database can store.</exception>
    public static AuditEntry Require(AuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        Require(entry.Actor, nameof(AuditEntry.Actor), 1, MaximumActorLength);
        Require(entry.Action, nameof(AuditEntry.Action), 1, MaximumActionLength);
        Require(entry.Target, nameof(AuditEntry.Target), 1, MaximumTargetLength);
        Require(entry.Reason ?? "", nameof(AuditEntry.Reason), 0, AuditEntry.MaximumTextLength);
        Require(entry.Details ?? "", nameof(AuditEntry.Details), 0, AuditEntry.MaximumTextLength);
        return entry;
    }

    /// <exception cref="ArgumentException">A text can be no entry's, or the limit is out of its bounds.</exception>
    public static AuditQuery Require(AuditQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        PageLimits.Require(query.Limit);
        Require(query.Actor ?? "", nameof(AuditQuery.Actor), 0, MaximumActorLength);
        Require(query.Target ?? "", nameof(AuditQuery.Target), 0, MaximumTargetLength);
        return query;
    }

    private static void Require(string text, string name, int least, int most)
    {
        ArgumentNullException.ThrowIfNull(text, name);
        if (text.Length < least || text.Length > most)
        {
            throw new ArgumentException($"An audit entry's {name} has {least} to {most} characters; this has {text.Length}.", name);
        }

        // PostgreSQL stores neither; what one store refuses, all refuse.
        if (!IsStorable(text))
        {
            throw new ArgumentException($"An audit entry's {name} holds U+0000 or half a surrogate pair, which cannot be stored.", name);
        }
    }

    private static bool IsStorable(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out var rune, out var length) != OperationStatus.Done || rune.Value == 0)
            {
                return false;
            }

            text = text[length..];
        }

        return true;
    }
}
