using System.Globalization;
using System.Text.RegularExpressions;

namespace GitSync.MultiHost;

/// <summary>
/// A run of a lane: its fence and its worker. Every run writes its name into its completion's explanation, so that the store's history
/// says which run won, and into the marker of the link it saves.
/// </summary>
/// <param name="Fence">The claim's fence.</param>
/// <param name="Worker">The worker.</param>
internal readonly partial record struct RunName(long Fence, string Worker)
{
    public static RunName Of(LaneLease lease) => new(lease.Fence, lease.WorkerId);

    /// <summary>The explanation of this run's end.</summary>
    public string Explain(string what) => string.Create(CultureInfo.InvariantCulture, $"Run {Fence} of {Worker}: {what}");

    /// <summary>The run that an explanation names, or null when none does.</summary>
    public static RunName? Read(string? explanation) =>
        explanation is not null && Explained().Match(explanation) is { Success: true } match
            ? new RunName(long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), match.Groups[2].Value)
            : null;

    /// <summary>The marker in a link that a claim of a planned lane writes.</summary>
    public static string Marker(int lane, long fence) => string.Create(CultureInfo.InvariantCulture, $"multihost-{lane}-{fence}");

    /// <summary>The fence in such a marker, or null.</summary>
    public static long? FenceOf(string? marker) => marker is { } text
        && long.TryParse(text.AsSpan(text.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var fence)
            ? fence
            : null;

    [GeneratedRegex(@"^Run (\d+) of (\S+): ")]
    private static partial Regex Explained();
}
