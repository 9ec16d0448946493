using System.Globalization;
using System.Text.Json;

namespace GitSync.Benchmarks;

/// <summary>Prints a run as tables for <c>RESULTS.md</c>, and writes it as JSON.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <param name="title">What was measured.</param>
    /// <param name="measurements">All figures.</param>
    /// <param name="floors">The figures that the rates are set against, by the name of their column.</param>
    public static void Print(string title, Measurements measurements, params (string Column, string Floor)[] floors)
    {
        BenchmarkBrokenException.Require(measurements.All.Count > 0, "Nothing was measured: --only names no part of this suite.");
        floors = [.. floors.Where(floor => measurements.Has(floor.Floor))];
        Console.WriteLine();
        Console.WriteLine($"| {title} | median | range |" + string.Concat(floors.Select(floor => $" x {floor.Column} |")));
        Console.WriteLine("|---|---|---|" + string.Concat(floors.Select(_ => "---|")));
        foreach (var (name, series) in measurements.All)
        {
            var ratios = floors.Select(floor => series.Unit == "/s" ? Ratio(series.Median / measurements.Median(floor.Floor)) : "");
            Console.WriteLine(
                $"| {name} | {Series.Format(series.Median)} {series.Unit} | {Series.Format(series.Least)} to {Series.Format(series.Most)} |"
                + string.Concat(ratios.Select(ratio => $" {ratio} |")));
        }
    }

    public static void Print(IReadOnlyList<Target> targets)
    {
        Console.WriteLine();
        Console.WriteLine("| target | measured | |");
        Console.WriteLine("|---|---|---|");
        foreach (var target in targets)
        {
            Console.WriteLine($"| {target.Sentence} | {target.Measured} | {(target.IsMet ? "met" : "**not met**")} |");
        }
    }

    /// <summary>Name and median of every figure, and of every target what was measured and whether that met it.</summary>
    public static async Task WriteAsync(string? file, Measurements measurements, IReadOnlyList<Target> targets)
    {
        if (file is null)
        {
            return;
        }

        var document = new
        {
            figures = measurements.All.ToDictionary(
                pair => pair.Key,
                pair => new
                {
                    unit = pair.Value.Unit,
                    median = Math.Round(pair.Value.Median, 3),
                    least = Math.Round(pair.Value.Least, 3),
                    most = Math.Round(pair.Value.Most, 3),
                }),
            targets = targets.Select(target => new { target.Sentence, target.Value, target.IsMet }),
        };
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(document, Indented)).ConfigureAwait(false);
    }

    private static string Ratio(double ratio) => ratio.ToString(ratio < 1 ? "F3" : "F2", CultureInfo.InvariantCulture);
}
