using System.Globalization;

namespace GitSync.Storm;

/// <summary>What a run is told on its command line.</summary>
/// <param name="Edits">Random edits, on both sides together.</param>
/// <param name="Seed">The same seed makes the same edits; how they fall in with each other differs from run to run.</param>
/// <param name="UsesPostgres">Whether the hosts work on PostgreSQL rather than SQLite.</param>
/// <param name="Hosts">Host processes; more than one only on PostgreSQL.</param>
/// <param name="Kills">How often a host is killed in the middle and another one started, evenly over the edits.</param>
/// <param name="Json">Where the figures are written as JSON, or null.</param>
internal sealed record StormSettings(int Edits, int Seed, bool UsesPostgres, int Hosts, int Kills, string? Json)
{
    public const string Usage =
        "usage: GitSync.Storm [--edits 1..100000] [--seed N] [--store sqlite|postgres] [--hosts 1..4] [--kills 0..1000] [--json FILE]";

    /// <exception cref="FormatException">An argument cannot be used; the message says which.</exception>
    public static StormSettings Parse(string[] args)
    {
        var settings = new StormSettings(2_000, 1, false, 1, 0, null);
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : throw new FormatException($"{args[i]} needs a value.");
            settings = args[i] switch
            {
                "--edits" => settings with { Edits = Number(args[i], value, 1, 100_000) },
                "--seed" => settings with { Seed = Number(args[i], value, 0, int.MaxValue) },
                "--store" when value is "sqlite" or "postgres" => settings with { UsesPostgres = value == "postgres" },
                "--hosts" => settings with { Hosts = Number(args[i], value, 1, 4) },
                "--kills" => settings with { Kills = Number(args[i], value, 0, 1_000) },
                "--json" => settings with { Json = value },
                _ => throw new FormatException($"{args[i]} {value} is not known."),
            };
        }

        return settings.Hosts == 1 || settings.UsesPostgres
            ? settings
            : throw new FormatException("SQLite serves one machine and one host: --hosts needs --store postgres.");
    }

    private static int Number(string option, string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException($"{option} is '{text}'; it must be {least} to {most}.");
}
