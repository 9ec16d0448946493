namespace GitSync.SampleHost.Simulator.Weather;

/// <summary>What an edit of the burst changes.</summary>
internal enum WeatherField
{
    Title,
    Body,
    Labels,
    Comment,
}

/// <summary>One edit of the burst.</summary>
/// <param name="Task">Which of the plan's tasks.</param>
/// <param name="Field">What it changes.</param>
/// <param name="OnBoard">Whether somebody edits it on the board.</param>
/// <param name="OnGitHub">Whether somebody edits it on GitHub; on both sides, it is a conflict.</param>
/// <param name="Text">What is written.</param>
/// <param name="Pause">How long nothing happens after it.</param>
internal sealed record WeatherEdit(int Task, WeatherField Field, bool OnBoard, bool OnGitHub, string Text, TimeSpan Pause);

/// <summary>Everything about a weather that is random, drawn from its number: the same number is the same plan.</summary>
internal sealed record WeatherPlan(int Seed, IReadOnlyList<string> Titles, IReadOnlyList<WeatherEdit> Burst)
{
    /// <summary>The largest number of a weather; the smallest is 1.</summary>
    public const int MaximumSeed = 999_999;

    /// <summary>Tasks that a weather makes on the board for its edits.</summary>
    public const int TaskCount = 6;

    /// <summary>The task whose issue is deleted: the last one, for the burst edits those before it.</summary>
    public const int Deleted = TaskCount - 1;

    /// <summary>Edits of the burst, each on one side or on both.</summary>
    public const int BurstEdits = 24;

    /// <summary>Every so many edits both sides change the same field.</summary>
    private const int ConflictEvery = 4;

    private const int ShortestPauseMilliseconds = 150;
    private const int LongestPauseMilliseconds = 450;

    private static readonly string[] Verbs = ["Fix", "Rework", "Document", "Test", "Speed up", "Simplify"];

    private static readonly string[] Things =
        ["the checkout", "the login page", "the search", "the export", "the invoice mail", "the dark theme", "the importer", "the calendar", "the price list"];

    private static readonly string[] Words = ["soon", "carefully", "for the release", "with Mona", "before Friday", "again", "without JavaScript", "on phones"];

    /// <summary>The plan of that number.</summary>
    public static WeatherPlan Of(int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(seed, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(seed, MaximumSeed);
        var random = new Random(seed);
        var things = Things.ToArray();
        random.Shuffle(things);

        // The number makes them differ from those of other weathers: faults are meant for one request by its text.
        var titles = Enumerable.Range(0, TaskCount).Select(i => $"{Pick(random, Verbs)} {things[i]} · weather {seed}").ToArray();
        return new WeatherPlan(seed, titles, [.. Enumerable.Range(0, BurstEdits).Select(i => Edit(random, i, titles))]);
    }

    private static WeatherEdit Edit(Random random, int index, string[] titles)
    {
        var task = random.Next(Deleted);
        var both = index % ConflictEvery == 0;
        var onBoard = both || random.Next(2) == 0;
        var field = both ? WeatherField.Title : (WeatherField)random.Next(Enum.GetValues<WeatherField>().Length);
        var word = Pick(random, Words);
        var text = field switch
        {
            WeatherField.Title => $"{titles[task]}, {word} ({index + 1})",
            WeatherField.Labels => word.Replace(' ', '-'),
            _ => $"{titles[task]}: {word}.\n\nEdit {index + 1} of {BurstEdits}.",
        };
        return new WeatherEdit(
            task, field, onBoard, both || !onBoard, text, TimeSpan.FromMilliseconds(random.Next(ShortestPauseMilliseconds, LongestPauseMilliseconds)));
    }

    private static string Pick(Random random, string[] words) => words[random.Next(words.Length)];
}
