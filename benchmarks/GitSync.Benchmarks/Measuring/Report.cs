using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GitSync.Benchmarks;

/// <summary>Prints a run as tables for <c>RESULTS.md</c>, and writes it as JSON.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Written = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Every figure with its range, and every row with whether it is what was asked.</summary>
    public static void Print(IReadOnlyList<Comparison> comparisons)
    {
        foreach (var comparison in comparisons.Where(comparison => comparison.Figures.All.Count > 0))
        {
            Print(comparison.Title, comparison.Figures);
        }

        Print([.. comparisons.SelectMany(comparison => comparison.Rows)]);
    }

    /// <summary>The rows, and besides each figure's median and range.</summary>
    public static async Task WriteAsync(string? file, IReadOnlyList<Comparison> comparisons)
    {
        if (file is null)
        {
            return;
        }

        var document = new
        {
            rows = comparisons.SelectMany(comparison => comparison.Rows),
            figures = comparisons.SelectMany(comparison => comparison.Figures.All.Select(pair => new
            {
                suite = comparison.Title,
                name = pair.Key,
                pair.Value.Unit,
                pair.Value.Median,
                pair.Value.Least,
                pair.Value.Most,
            })),
        };
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(document, Written)).ConfigureAwait(false);
    }

    private static void Print(string title, Measurements measurements)
    {
        Console.WriteLine();
        Console.WriteLine($"| {title} | median | range |");
        Console.WriteLine("|---|---|---|");
        foreach (var (name, series) in measurements.All)
        {
            Console.WriteLine($"| {name} | {Series.Format(series.Median)} {series.Unit} | {Series.Format(series.Least)} to {Series.Format(series.Most)} |");
        }
    }

    private static void Print(IReadOnlyList<Row> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        Console.WriteLine();
        Console.WriteLine("| suite | metric | GitSync | other | | ratio | target | |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var row in rows)
        {
            var other = row.Other is { } figure ? $"{Series.Format(figure)} {row.Unit}" : "";
            Console.WriteLine(
                $"| {row.Suite} | {row.Metric} | {Series.Format(row.GitSync)} {row.Unit} | {other} | {row.OtherName} | {Ratio(row.Ratio)} | {row.TargetText} | {Met(row.Met)} |");
        }
    }

    private static string Ratio(double? ratio) => ratio is { } value ? value.ToString(value < 1 ? "F3" : "F2", CultureInfo.InvariantCulture) : "";

    private static string Met(bool? met) => met switch { true => "met", false => "**missed**", null => "" };
}
