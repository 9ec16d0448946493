using System.Globalization;
using System.Text.Json;

namespace GitSync.Benchmarks;

/// <summary>
/// Holds a run to recorded ratios, the least of several quick runs: a loss of more than a third of that is a fault, less is noise. The file names rows as
/// <c>suite | metric | what it is set against</c>.
/// </summary>
internal static class RatioGuard
{
    private const double LeastShare = 2.0 / 3;

    /// <summary>Says every loss on the error output. A recorded row that was not measured is one, so that nothing drops out unseen.</summary>
    /// <returns>Whether there was none.</returns>
    public static async Task<bool> HoldsAsync(string file, IReadOnlyList<Row> rows)
    {
        var recorded = JsonSerializer.Deserialize<Dictionary<string, double>>(await File.ReadAllTextAsync(file).ConfigureAwait(false))!;
        var measured = rows.Where(row => row.Ratio is not null).ToLookup(row => $"{row.Suite} | {row.Metric} | {row.OtherName}", row => row.Ratio!.Value);
        var holds = true;
        foreach (var (name, ratio) in recorded)
        {
            var now = measured[name].Cast<double?>().FirstOrDefault();
            if (!(now >= LeastShare * ratio))
            {
                holds = false;
                var said = now?.ToString("F3", CultureInfo.InvariantCulture) ?? "not measured";
                await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"LOST: {name}: {said}, recorded {ratio:F3}")).ConfigureAwait(false);
            }
        }

        return holds;
    }
}
