using System.Globalization;

namespace GitSync.Storm;

/// <summary>What a run under load is told on its command line.</summary>
internal sealed record LoadSettings
{
    public const string Usage = "       GitSync.Storm load [--rate 1..2000] [--seconds 1..86400] [--kills 0..1000] [--hosts 1..4] [--within 1..60000] [--json FILE]";

    /// <summary>Deliveries a second.</summary>
    public int Rate { get; init; } = 200;

    public int Seconds { get; init; } = 300;

    /// <summary>How often a host is killed and another one started, evenly over the time.</summary>
    public int Kills { get; init; } = 10;

    public int Hosts { get; init; } = 2;

    /// <summary>The milliseconds within which 99 of 100 are answered.</summary>
    public int Within { get; init; } = 500;

    /// <summary>Where the figures go, or null.</summary>
    public string? Json { get; init; }

    /// <exception cref="FormatException">An argument cannot be used; the message says which.</exception>
    public static LoadSettings Parse(string[] args)
    {
        var settings = new LoadSettings();
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : throw new FormatException($"{args[i]} needs a value.");
            settings = args[i] switch
            {
                "--rate" => settings with { Rate = Number(args[i], value, 1, 2_000) },
                "--seconds" => settings with { Seconds = Number(args[i], value, 1, 86_400) },
                "--kills" => settings with { Kills = Number(args[i], value, 0, 1_000) },
                "--hosts" => settings with { Hosts = Number(args[i], value, 1, 4) },
                "--within" => settings with { Within = Number(args[i], value, 1, 60_000) },
                "--json" => settings with { Json = value },
                _ => throw new FormatException($"{args[i]} {value} is not known."),
            };
        }

        return settings;
    }

    private static int Number(string option, string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException($"{option} is '{text}'; it must be {least} to {most}.");
}
