using System.Globalization;

namespace GitSync.Benchmarks;

/// <summary>A page to measure.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Address">Under the dashboard's prefix.</param>
/// <param name="Holds">What it must hold.</param>
/// <param name="Times">How often at least.</param>
/// <param name="OrElse">With this on it fewer are enough: a search or a count that takes long stops, and says so. Null: never.</param>
/// <param name="Least">How often at least in that case.</param>
internal sealed record DashboardPage(string Name, string Address, string Holds, int Times = 1, string? OrElse = null, int Least = 0);

/// <summary>Every page that is read with GET, with what makes it slow: many, few and none that match; the newest and the oldest.</summary>
internal static class DashboardPages
{
    public const string Overview = "overview";
    public const string Operations = "operations";

    private const string Operation = "<tr id=\"o-";
    private const string Delivery = "<tr id=\"d-";

    /// <summary>Of a search that gives up for now: it says where it goes on.</summary>
    private const string Further = "Look further back";

    /// <summary>Of a number at which counting stopped: a plus as it is encoded.</summary>
    private const string Cut = "&#x2B;";

    public static IReadOnlyList<DashboardPage> Of(Landmarks known, DashboardSettings settings, DateTimeOffset now)
    {
        var busy = Landscape.RepositoryOf(1);
        var name = Landscape.NameOf(busy);
        var deep = Landmarks.Deep(now).ToString();
        return
        [
            Whole(known.Summary.Counts[OperationState.Completed]),
            List(),
            Search("state:errored (common)", "state:errored", Operation, 50),
            Search("state:errored, deep", "state:errored", Operation, 50, deep),
            Far("state:errored repo: (rare)", $"state:errored repo:{Landscape.QuietName}"),
            Search("state:queued", "state:queued", Operation, 50),
            Search("state:processing", "state:processing", Operation, Math.Min(50, settings.Running)),
            Search("state:completed behind the queue", "state:completed", Operation, 50) with { Least = 0 },
            Search("state:completed, deep", "state:completed", Operation, 50, deep),
            Search("repo:", $"repo:{name}", Operation, 50),
            Far("repo: with hardly any", $"repo:{Landscape.QuietName}"),
            Search("state:queued repo:", $"state:queued repo:{name}", Operation, Math.Min(50, known.Waiting)),
            Search("issue: alone, in one repository", $"issue:{Landscape.LongIssue(0)}", Operation, 50),
            Search("issue: alone, in many", "issue:1", "is in several repositories"),
            Search("issue: and repo:", $"issue:1 repo:{name}", Operation),
            Search("task:", "task:" + Landscape.LongTask(1), Operation, 50),
            Search("error: common", "error:" + Landscape.CommonError, Operation, 50),
            Far("error: rare", "error:" + Landscape.RareError),
            Search("actor: one of many", "actor:user-7", Operation),
            Search("actor: nobody", "actor:nobody", Further) with { OrElse = "No operation is like that.", Least = 0 },
            Search("delivery:", $"delivery:{known.Delivery.Id}", Operation, known.Delivery.Operations.Count),
            Search("second page", "", Operation, 50, known.SecondPage.ToString()),
            Search("deep page", "", Operation, 50, deep),
            new DashboardPage("operation in a long lane", $"operations/{known.OfLongLane.Id}", known.OfLongLane.Id.ToString()),
            new DashboardPage("operation in the middle of a long lane", $"operations/{known.InTheMiddle.Id}", "anceled by"),
            new DashboardPage("operation with a webhook", $"operations/{known.Delivery.Operations[0]}", known.Delivery.Id.ToString()),
            new DashboardPage("lane, long", $"lanes/{known.LongLane.Lane.Id}", Operation, 30),
            new DashboardPage("lane, long, older", $"lanes/{known.LongLane.Lane.Id}?before={known.InTheMiddle.Id}", Operation, 30),
            new DashboardPage("lanes", "lanes", "<tr id=\"l-", 200),
            new DashboardPage("deliveries", "deliveries", Delivery, 50),
            new DashboardPage("deliveries by repository", $"deliveries?repo={name}", Delivery, 1),
            new DashboardPage("deliveries by repository with few", $"deliveries?repo={Landscape.QuietName}", Delivery, 3, Further),
            new DashboardPage("deliveries by event", "deliveries?event=issue_comment", Delivery, 50),
            new DashboardPage("delivery", $"deliveries/{known.Delivery.Id}", "/operations/", known.Delivery.Operations.Count),
            new DashboardPage("repositories", "repositories", "<tr id=\"r-", 25),
            new DashboardPage("repository", $"repositories/{busy}", string.Create(CultureInfo.InvariantCulture, $">{known.Waiting:N0} waiting</a>"), 1, Cut + " waiting</a>"),
            new DashboardPage("repository with hardly anything", $"repositories/{Landscape.Quiet}", ">0 waiting</a>", 1, Cut + " waiting</a>"),
            new DashboardPage("audit", "audit", "<tr id=\"a-", 100),
            new DashboardPage("audit by actor", "audit?actor=" + SharedFill.Person(3), "<tr id=\"a-", 10),
            new DashboardPage("audit by target", "audit?target=lane/1", "<tr id=\"a-"),
            new DashboardPage("runs", "runs", "<tr id=\"run-", SharedFill.Runs),
            new DashboardPage("run", $"runs/{known.Run}", Landscape.CommonError),
            new DashboardPage("runs/new, state alone", "runs/new?action=retry&q=state:errored", Number(known.Summary.Counts[OperationState.Errored])),
            new DashboardPage("runs/new, of a repository", $"runs/new?action=retry&q=repo:{name}", Number(known.Errored), 1, Cut),
            new DashboardPage("runs/new, of a repository, cancel", $"runs/new?action=cancel&q=repo:{name}", Number(known.Waiting), 1, Cut),
            new DashboardPage("keys", "keys", "<kbd>", 3),
        ];
    }

    /// <summary>The two that people leave open, while everything moves.</summary>
    public static IReadOnlyList<DashboardPage> LeftOpen => [Whole(null), List()];

    private static DashboardPage Whole(long? completed) => new(
        Overview, "", completed is { } count ? string.Create(CultureInfo.InvariantCulture, $"<strong>{count:N0}</strong>") : "class=\"tile\"", completed is null ? 8 : 1);

    private static DashboardPage List() => new(Operations, "operations", Operation, 50);

    private static DashboardPage Search(string name, string query, string holds, int times = 1, string? before = null) => new(
        $"{Operations}, {name}",
        $"operations?q={Uri.EscapeDataString(query)}{(before is null ? "" : "&before=" + before)}",
        holds,
        times,
        Further,
        Least: 1);

    private static DashboardPage Far(string name, string query) => Search(name, query, Operation) with { Least = 0 };

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
