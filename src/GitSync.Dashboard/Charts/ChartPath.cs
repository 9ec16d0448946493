using System.Text;

namespace GitSync.Dashboard.Charts;

/// <summary>Values as the path of a picture of 100 by 100 units, whatever size it is shown in. Pure.</summary>
internal static class ChartPath
{
    public static string Line(IReadOnlyList<double> values, double maximum)
    {
        var path = new StringBuilder();
        for (var i = 0; i < values.Count; i++)
        {
            var x = values.Count == 1 ? 100 : 100.0 * i / (values.Count - 1);
            var y = 98 - (maximum <= 0 ? 0 : 96 * Math.Min(values[i], maximum) / maximum);
            path.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? 'M' : 'L')}{x:0.##} {y:0.##}");
        }

        return path.ToString();
    }

    /// <summary>The same, closed at the bottom.</summary>
    public static string Area(IReadOnlyList<double> values, double maximum) => values.Count == 0 ? "" : Line(values, maximum) + "L100 100L0 100Z";
}
