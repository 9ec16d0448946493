using System.Globalization;
using System.Text.Json.Serialization;

namespace GitSync.Benchmarks;

/// <summary>A figure of GitSync's, beside another one of the same run where there is one.</summary>
/// <param name="Suite">Which suite, and store.</param>
/// <param name="Metric">What was measured.</param>
/// <param name="Unit">Of both figures.</param>
/// <param name="GitSync">Median.</param>
/// <param name="Other">Median of what it is set against, or null.</param>
/// <param name="OtherName">What that is: a peer, a floor, or another figure of GitSync's.</param>
/// <param name="Target">What is asked of the ratio, or of the figure where nothing is beside it; null where nothing is asked.</param>
internal sealed record Row(
    string Suite,
    string Metric,
    string Unit,
    [property: JsonPropertyName("gitsync")] double GitSync,
    double? Other,
    string? OtherName,
    [property: JsonIgnore] Bound? Target)
{
    /// <summary>GitSync's by the other's.</summary>
    public double? Ratio => Other is > 0 ? GitSync / Other : null;

    [JsonPropertyName("target")]
    public string? TargetText => Target?.Text(Other is null ? Unit : "x");

    /// <summary>Null where nothing is asked.</summary>
    public bool? Met => Target?.IsMetBy(Ratio ?? GitSync);
}

/// <summary>The least or the most that something may be.</summary>
internal sealed record Bound(double Value, bool IsLeast)
{
    public static Bound AtLeast(double value) => new(value, true);

    public static Bound AtMost(double value) => new(value, false);

    public bool IsMetBy(double value) => IsLeast ? value >= Value : value <= Value;

    public string Text(string unit) => string.Create(CultureInfo.InvariantCulture, $"{(IsLeast ? "≥" : "≤")} {Value:0.###} {unit}");
}
