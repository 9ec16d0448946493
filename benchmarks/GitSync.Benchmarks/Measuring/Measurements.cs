using System.Globalization;

namespace GitSync.Benchmarks;

/// <summary>The figures of a run by name, in the order they were first taken. Said aloud as they come, so that a long run shows that it lives.</summary>
internal sealed class Measurements
{
    private readonly Dictionary<string, Series> _series = [];

    public IReadOnlyDictionary<string, Series> All => _series;

    public void AddRate(string name, double perSecond) => Add(name, "/s", perSecond);

    public void AddMilliseconds(string name, double milliseconds) => Add(name, "ms", milliseconds);

    public void Add(string name, string unit, double value)
    {
        if (!_series.TryGetValue(name, out var series))
        {
            _series[name] = series = new Series(unit);
        }

        series.Add(value);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name}: {Series.Format(value)} {unit}"));
    }

    public double Median(string name) => _series[name].Median;

    /// <summary>Whether all of these were taken: a quick run leaves some out.</summary>
    public bool Has(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (!_series.ContainsKey(name))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>One figure, taken several times.</summary>
internal sealed class Series(string unit)
{
    private readonly List<double> _values = [];

    public string Unit { get; } = unit;

    /// <summary>The middle one; of an even number the middle between two.</summary>
    public double Median => _values.Order().Skip((_values.Count - 1) / 2).Take(2 - (_values.Count % 2)).Average();

    public double Least => _values.Min();

    public double Most => _values.Max();

    public void Add(double value) => _values.Add(value);

    /// <summary>Whole numbers for rates, two digits for the small ones.</summary>
    public static string Format(double value) => value.ToString(value < 100 ? "N2" : "N0", CultureInfo.InvariantCulture);
}
