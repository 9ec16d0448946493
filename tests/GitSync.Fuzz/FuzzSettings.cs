using System.Globalization;

namespace GitSync.Fuzz;

/// <summary>What the command line asks for.</summary>
internal sealed record FuzzSettings
{
    public static readonly string Usage =
        $"usage: [--inputs COUNT] [--target {string.Join(" | ", FuzzTargets.All.Select(target => target.Name))}] [--seed SEED] [--block BLOCK] [--json FILE]";

    /// <summary>Inputs in all, shared out evenly among the targets.</summary>
    public long Inputs { get; init; } = 1_000_000;

    /// <summary>The only target, or null for all.</summary>
    public string? Target { get; init; }

    /// <summary>The same seed gives the same inputs.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The only block that is tried, as a finding names it; null for all.</summary>
    public int? Block { get; init; }

    /// <summary>Where the figures go, or null.</summary>
    public string? Json { get; init; }

    /// <exception cref="FormatException">It is not of the form of <see cref="Usage"/>.</exception>
    public static FuzzSettings Parse(string[] args)
    {
        var settings = new FuzzSettings();
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length)
            {
                throw new FormatException($"{args[i]} needs a value.");
            }

            settings = args[i] switch
            {
                "--inputs" => settings with { Inputs = Number(args[i], args[i + 1]) },
                "--target" => settings with { Target = FuzzTargets.All.FirstOrDefault(target => target.Name == args[i + 1])?.Name ?? throw new FormatException($"There is no target {args[i + 1]}.") },
                "--seed" => settings with { Seed = Number(args[i], args[i + 1]) },
                "--block" => settings with { Block = Number(args[i], args[i + 1]) },
                "--json" => settings with { Json = args[i + 1] },
                _ => throw new FormatException($"There is no option {args[i]}."),
            };
        }

        return settings;
    }

    private static int Number(string option, string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new FormatException($"{option} needs a number, not {text}.");
}
