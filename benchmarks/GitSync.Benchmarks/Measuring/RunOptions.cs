namespace GitSync.Benchmarks;

/// <summary>What was asked for: <c>&lt;suite&gt; [--store sqlite|postgres] [--quick | --large] [--only PART,...] [--json FILE] [--guard FILE] [--keep]</c>.</summary>
internal sealed class RunOptions
{
    public const string Sqlite = "sqlite";
    public const string Postgres = "postgres";

    private static readonly string[] BothStores = [Sqlite, Postgres];

    private readonly string[] _parts;

    private RunOptions(string suite, IReadOnlyList<string> stores, string? only)
    {
        (Suite, Stores) = (suite, stores);
        _parts = only?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
    }

    public string Suite { get; }

    /// <summary>The named one, or both.</summary>
    public IReadOnlyList<string> Stores { get; }

    /// <summary>Small, under a minute: ratios only, to see whether all works and nothing became much slower.</summary>
    public bool IsQuick { get; private init; }

    /// <summary>With the largest backlog.</summary>
    public bool IsLarge { get; private init; }

    /// <summary>Whether what was filled stays for the next run.</summary>
    public bool IsKept { get; private init; }

    /// <summary>Where the rows are written as JSON, or null.</summary>
    public string? Json { get; private init; }

    /// <summary>The recorded ratios that the run must not fall far behind, or null.</summary>
    public string? Guard { get; private init; }

    /// <summary>Null, and what is wrong on the error output, when it cannot be understood.</summary>
    public static RunOptions? Parse(string[] args)
    {
        if (args is not [var suite, ..] || suite.StartsWith('-'))
        {
            return Refuse("Name a suite.");
        }

        var known = new HashSet<string> { "--store", "--quick", "--large", "--only", "--json", "--guard", "--keep" };
        var values = new Dictionary<string, string>();
        for (var at = 1; at < args.Length; at++)
        {
            if (!known.Contains(args[at]))
            {
                return Refuse($"There is no option '{args[at]}'.");
            }

            if (args[at] is "--store" or "--only" or "--json" or "--guard")
            {
                if (at + 1 == args.Length)
                {
                    return Refuse($"{args[at]} needs a value.");
                }

                values[args[at]] = args[++at];
            }
            else
            {
                values[args[at]] = "";
            }
        }

        var store = values.GetValueOrDefault("--store");
        return store is not null && !BothStores.Contains(store)
            ? Refuse($"There is no store '{store}': sqlite or postgres.")
            : new RunOptions(suite, store is null ? BothStores : [store], values.GetValueOrDefault("--only"))
            {
                IsQuick = values.ContainsKey("--quick"),
                IsLarge = values.ContainsKey("--large"),
                IsKept = values.ContainsKey("--keep"),
                Json = values.GetValueOrDefault("--json"),
                Guard = values.GetValueOrDefault("--guard"),
            };
    }

    /// <summary>Whether this part of the suite is to run: all do unless some are named.</summary>
    public bool Wants(string part) => _parts.Length == 0 || _parts.Contains(part);

    private static RunOptions? Refuse(string sentence)
    {
        Console.Error.WriteLine(sentence);
        return null;
    }
}
