using System.Globalization;

namespace GitSync.MultiHost;

/// <summary>Which database the hosts share.</summary>
internal enum StorageKind
{
    Postgres,
    Sqlite,
}

/// <summary>What a run does. The plan of operations and the kinds of faults follow from the seed; when they strike does not.</summary>
internal sealed record RunSettings
{
    public const string Usage =
        "usage: [--hosts 4] [--operations 200000] [--kills 200] [--pauses N] [--stops N] [--lanes 5000] [--seed 1]\n"
        + "       [--storage postgres|sqlite] [--partitions 0] [--lease 3] [--json FILE] [--keep FOLDER] [--break]\n"
        + "  --pauses, --stops  default: a quarter of the kills\n"
        + "  --lease            seconds a host may be silent; its margin is a third of it\n"
        + "  --keep             where the hosts' records are written and stay\n"
        + "  --break            afterwards damage the evidence in every way that the verifier must notice, and see that it does";

    public int Hosts { get; init; } = 4;

    public int Operations { get; init; } = 200_000;

    public int Kills { get; init; } = 200;

    public int? AskedPauses { get; init; }

    public int? AskedStops { get; init; }

    public int Lanes { get; init; } = 5_000;

    public int Seed { get; init; } = 1;

    public StorageKind Storage { get; init; } = StorageKind.Postgres;

    public int Partitions { get; init; }

    public double LeaseSeconds { get; init; } = 3;

    public string? Json { get; init; }

    public string? Keep { get; init; }

    public bool Break { get; init; }

    public int Pauses => AskedPauses ?? Kills / 4;

    public int Stops => AskedStops ?? Kills / 4;

    public int Faults => Kills + Pauses + Stops;

    public TimeSpan Lease => TimeSpan.FromSeconds(LeaseSeconds);

    /// <summary>Reads the command line.</summary>
    /// <exception cref="FormatException">An argument cannot be used; the message says which.</exception>
    public static RunSettings Parse(IReadOnlyList<string> args)
    {
        var settings = new RunSettings();
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i] == "--break")
            {
                settings = settings with { Break = true };
                continue;
            }

            var name = args[i];
            var value = ++i < args.Count ? args[i] : throw new FormatException($"{name} needs a value.");
            settings = name switch
            {
                "--hosts" => settings with { Hosts = Whole(name, value, 1, 64) },
                "--operations" => settings with { Operations = Whole(name, value, 1, 10_000_000) },
                "--kills" => settings with { Kills = Whole(name, value, 0, 100_000) },
                "--pauses" => settings with { AskedPauses = Whole(name, value, 0, 100_000) },
                "--stops" => settings with { AskedStops = Whole(name, value, 0, 100_000) },
                "--lanes" => settings with { Lanes = Whole(name, value, 1, 1_000_000) },
                "--seed" => settings with { Seed = Whole(name, value, 0, int.MaxValue) },
                "--partitions" => settings with { Partitions = Whole(name, value, 0, 256) },
                "--lease" => settings with { LeaseSeconds = Whole(name, value, 1, 60) },
                "--storage" when value == "postgres" => settings with { Storage = StorageKind.Postgres },
                "--storage" when value == "sqlite" => settings with { Storage = StorageKind.Sqlite },
                "--json" => settings with { Json = value },
                "--keep" => settings with { Keep = value },
                _ => throw new FormatException($"{name} {value} is not understood."),
            };
        }

        return settings.Operations >= settings.Lanes
            ? settings
            : throw new FormatException("--operations must be at least --lanes: every lane gets one.");
    }

    private static int Whole(string name, string value, int least, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException($"{name} is {value}; it must be a whole number from {least} to {most}.");
}
