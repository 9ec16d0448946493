namespace GitSync.Dashboard.Parts;

/// <summary>Lengths of time as people say them: one unit, never more exact than is of use.</summary>
internal static class Durations
{
    private static readonly (string Unit, TimeSpan Length)[] Units =
        [("d", TimeSpan.FromDays(1)), ("h", TimeSpan.FromHours(1)), ("min", TimeSpan.FromMinutes(1)), ("s", TimeSpan.FromSeconds(1))];

    /// <summary>"3 min ago", "in 20 s", "now".</summary>
    public static string Since(DateTimeOffset at, DateTimeOffset now) => (now - at) switch
    {
        var past when past >= TimeSpan.FromSeconds(1) => Of(past) + " ago",
        var future when future <= TimeSpan.FromSeconds(-1) => "in " + Of(-future),
        _ => "now",
    };

    /// <summary>"3 min", "250 ms"; nothing below zero.</summary>
    public static string Of(TimeSpan length)
    {
        foreach (var (unit, one) in Units)
        {
            if (length >= one)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(length / one):0} {unit}");
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, Math.Floor(length.TotalMilliseconds)):0} ms");
    }
}
