using System.Globalization;

namespace GitSync.Simulation;

/// <summary>What the command line asks for.</summary>
internal sealed record SimulationSettings
{
    public const string Usage = "usage: [--seeds COUNT] [--seed SEED] [--steps COUNT] [--stop-at COUNT] [--json FILE] [--history FILE] | --mutants all | check | NAME,... [--seeds COUNT] [--steps COUNT] | --soak HOURS [--seed SEED] [--json FILE]";

    /// <summary>How many seeds are played.</summary>
    public int Seeds { get; init; } = 1_000;

    /// <summary>The first of them.</summary>
    public int First { get; init; } = 1;

    /// <summary>How long a storm goes on.</summary>
    public int Steps { get; init; } = 1_500;

    /// <summary>No further seed is begun, and nothing is shortened, once that many broke a promise; null: all are played.</summary>
    public int? StopAt { get; init; }

    /// <summary>Mistakes that are made on purpose, to see whether they are found: a name, "all", or "check" to see only whether their places are there; null: none.</summary>
    public string? Mutants { get; init; }

    /// <summary>Hours of quiet everyday work in virtual time, with a look at memory; null: none.</summary>
    public int? Soak { get; init; }

    /// <summary>Where the figures go, or null.</summary>
    public string? Json { get; init; }

    /// <summary>Where the whole history of a single seed goes, or null.</summary>
    public string? History { get; init; }

    /// <exception cref="FormatException">It is not of the form of <see cref="Usage"/>.</exception>
    public static SimulationSettings Parse(string[] args)
    {
        var settings = new SimulationSettings();
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length)
            {
                throw new FormatException($"{args[i]} needs a value.");
            }

            settings = args[i] switch
            {
                "--seeds" => settings with { Seeds = Number(args[i], args[i + 1]) },
                "--seed" => settings with { First = Number(args[i], args[i + 1]), Seeds = args.Contains("--seeds") ? settings.Seeds : 1 },
                "--steps" => settings with { Steps = Number(args[i], args[i + 1]) },
                "--stop-at" => settings with { StopAt = Number(args[i], args[i + 1]) },
                "--soak" => settings with { Soak = Number(args[i], args[i + 1]) },
                "--mutants" => settings with { Mutants = args[i + 1] },
                "--history" => settings with { History = args[i + 1] },
                "--json" => settings with { Json = args[i + 1] },
                _ => throw new FormatException($"There is no option {args[i]}."),
            };
        }

        return settings;
    }

    private static int Number(string option, string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
        ? number
        : throw new FormatException($"{option} needs a number above 0, not {text}.");
}
