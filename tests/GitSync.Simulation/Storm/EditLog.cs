namespace GitSync.Simulation;

/// <summary>Texts that people wrote, and what each of them replaced.</summary>
internal sealed class EditLog
{
    private readonly Dictionary<string, Edit> _edits = new(StringComparer.Ordinal);

    /// <summary>A text that somebody wrote over another one.</summary>
    public sealed record Edit(SyncSide Side, string Field, string Replaced, string Written);

    public IEnumerable<Edit> All => _edits.Values;

    public void Add(SyncSide side, string field, string replaced, string written)
    {
        if (replaced != written)
        {
            _edits.TryAdd(written, new Edit(side, field, replaced, written));
        }
    }

    /// <summary>Whether somebody who saw the one text wrote, in the end, the other one.</summary>
    public bool LeadsTo(string from, string to)
    {
        for (var at = to; _edits.TryGetValue(at, out var edit); at = edit.Replaced)
        {
            if (edit.Replaced == from)
            {
                return true;
            }
        }

        return false;
    }
}
