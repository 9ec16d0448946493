using BenchmarkDotNet.Attributes;

namespace GitSync.Benchmarks;

/// <summary>
/// The three-way merge, and the hash that tells states of one second apart, on bodies of ordinary and of great length. The texts of the
/// sides are strings of their own, as they are after reading: equal ones have to be compared to the end.
/// </summary>
public class MergeBenchmarks
{
    private const string Paragraph =
        "When the list is sorted by date and somebody adds a label, the row moves and the focus is lost. It happens in every browser.";

    private const string EditedHere = "**Edited here.** ";
    private const string EditedThere = "**Edited on GitHub.** ";
    private static readonly MergePolicy Policy = new();

    private TaskContent _agreed = null!;
    private TaskContent _app = null!;
    private TaskContent _appTitle = null!;
    private TaskContent _appBody = null!;
    private TaskContent _gitHub = null!;
    private TaskContent _gitHubTitle = null!;
    private TaskContent _gitHubBody = null!;
    private RemoteIssue _issue = null!;

    /// <summary>Characters of the body, about.</summary>
    [Params(2_000, 25_000)]
    public int BodyLength { get; set; }

    [GlobalSetup]
    public void MakeSides()
    {
        (_agreed, _app, _gitHub) = (Content(), Content(), Content());
        (_appTitle, _gitHubTitle) = (Content() with { Title = "The title as it is here" }, Content() with { Title = "The title as it is on GitHub" });
        _appBody = Content() with { Body = EditedHere + Body() };
        _gitHubBody = Content() with { Body = Body() + EditedThere };
        _issue = new RemoteIssue
        {
            RepositoryId = 42,
            Number = 7,
            Title = _agreed.Title,
            Body = _agreed.Body,
            Labels = _agreed.Labels,
            Assignees = NameSet.Of("octocat"),
            UpdatedAt = new GitHubTime(1_740_000_000),
        };
    }

    /// <summary>Both sides are as agreed.</summary>
    [Benchmark(Description = "merge: nothing changed")]
    public MergeResult NothingChanged() => Merge(_app, _gitHub);

    /// <summary>GitHub's body alone changed, near its end.</summary>
    [Benchmark(Description = "merge: GitHub changed the body")]
    public MergeResult OneSideChanged() => Merge(_app, _gitHubBody);

    /// <summary>Each side changed another field.</summary>
    [Benchmark(Description = "merge: title changed here, body on GitHub")]
    public MergeResult OtherFieldsChanged() => Merge(_appTitle, _gitHubBody);

    /// <summary>Each side changed another paragraph. A body is one field, so that is a conflict, and the newer side wins.</summary>
    [Benchmark(Description = "merge: another paragraph of the body changed on each side")]
    public MergeResult OtherParagraphsChanged() => Merge(_appBody, _gitHubBody);

    /// <summary>Both sides changed the title.</summary>
    [Benchmark(Description = "merge: conflict of titles")]
    public MergeResult Conflict() => Merge(_appTitle, _gitHubTitle);

    /// <summary>The hash of a webhook's issue.</summary>
    [Benchmark(Description = "content hash of an issue")]
    public ContentHash Hash() => ContentHash.Of(_issue);

    private MergeResult Merge(TaskContent app, TaskContent gitHub) => ThreeWayMerge.Merge(_agreed, app, gitHub, Policy, appIsNewer: true);

    private TaskContent Content() => new()
    {
        Title = new string("The list loses its place"),
        Body = Body(),
        Labels = NameSet.Of("bug", "accessibility"),
        Assignees = NameSet.Of("octocat"),
        Milestone = new string("Next"),
    };

    private string Body() => string.Join("\n\n", Enumerable.Repeat(Paragraph, 1 + (BodyLength / Paragraph.Length)));
}
