using System.Globalization;

namespace GitSync.Simulation;

/// <summary>What happened, line by line, and a sum over it: two runs of a seed have the same.</summary>
internal sealed class History
{
    private const ulong Prime = 1_099_511_628_211;

    private readonly List<string> _lines = [];
    private ulong _sum = 14_695_981_039_346_656_037;

    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Whether lines are kept; without it, nothing is.</summary>
    public bool IsKept { get; set; } = true;

    /// <summary>FNV-1a over all lines.</summary>
    public string Sum => _sum.ToString("x16", CultureInfo.InvariantCulture);

    public void Add(DateTimeOffset at, string line)
    {
        if (!IsKept)
        {
            return;
        }

        var whole = string.Create(CultureInfo.InvariantCulture, $"{at:HH:mm:ss.fff} {line}");
        _lines.Add(whole);
        foreach (var letter in whole)
        {
            _sum = (_sum ^ letter) * Prime;
        }
    }
}
