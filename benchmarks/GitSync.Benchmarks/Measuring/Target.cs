namespace GitSync.Benchmarks;

/// <summary>A bound that one run is held to.</summary>
/// <param name="Sentence">What is asked.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Bound">The least or the most it may be.</param>
/// <param name="IsLeast">Whether the bound is the least.</param>
/// <param name="Unit">Of the value; empty for ratios.</param>
internal sealed record Target(string Sentence, double Value, double Bound, bool IsLeast, string Unit)
{
    public bool IsMet => IsLeast ? Value >= Bound : Value <= Bound;

    public string Measured => $"{Series.Format(Value)} {Unit}".TrimEnd();

    public static Target AtLeast(string sentence, double value, double bound, string unit = "") => new(sentence, value, bound, true, unit);

    public static Target AtMost(string sentence, double value, double bound, string unit = "") => new(sentence, value, bound, false, unit);
}
