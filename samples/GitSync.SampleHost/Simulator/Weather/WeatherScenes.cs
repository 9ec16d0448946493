using System.Globalization;
using GitSync.Testing.Simulator;

namespace GitSync.SampleHost.Simulator.Weather;

/// <summary>One thing that a weather does, and the sentence that announces it.</summary>
internal sealed record WeatherScene(string Sentence, Func<CancellationToken, Task> PlayAsync)
{
    /// <summary>Whether the scenes after it have nothing to work with when it fails.</summary>
    public bool IsNeeded { get; init; }
}

/// <summary>
/// What a bad day is made of, scene by scene, until an operation has been in each of its states. Faults are meant for one request or webhook, told by its
/// issue's number or its text: whoever else uses the host meanwhile does not meet them, but for the limit, which is the whole installation's.
/// </summary>
internal sealed class WeatherScenes(WeatherPlan plan, WeatherSides sides)
{
    private const int TitleThatGitHubRefuses = 300;

    // Which of the plan's tasks a scene is about.
    private const int OldNews = 0;
    private const int Contested = 1;
    private const int Hurried = 2;
    private const int Limited = 3;
    private const int Stumbling = 4;

    /// <summary>GitHub's clock has whole seconds: what is to be later has to be in another one.</summary>
    private static readonly TimeSpan NextSecond = TimeSpan.FromMilliseconds(1_100);

    /// <summary>How long GitHub thinks about one answer, so that what comes meanwhile has to wait.</summary>
    private static readonly TimeSpan SlowAnswer = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    private static readonly string[] AfterTheFirst = ["better", "nearly", "final"];

    private readonly string[] _tasks = new string[WeatherPlan.TaskCount];
    private readonly int[] _numbers = new int[WeatherPlan.TaskCount];

    private GitHubSimulator GitHub => sides.GitHub;

    private SimulatorFaults Faults => sides.GitHub.Faults;

    /// <summary>The scenes in order.</summary>
    public IReadOnlyList<WeatherScene> All() =>
    [
        new($"{WeatherPlan.TaskCount} tasks are added on the board and become issues.", AddTasksAsync) { IsNeeded = true },
        new("An issue is opened on GitHub with labels and assignees: its webhooks of one second are duplicates. Comments go both ways.", OpenIssueAsync),
        new($"“{plan.Titles[OldNews]}” is edited twice on GitHub; the first webhook is lost and comes after the second one, which comes twice: outdated, dropped.", OldNewsAsync),
        new($"Both sides change the title of “{plan.Titles[Contested]}”: a conflict, and the newer one is taken.", ConflictAsync),
        new($"“{plan.Titles[Hurried]}” is edited four times while GitHub takes its time with the first one: the two in between are canceled.", SupersedeAsync),
        new($"A task with a title of {TitleThatGitHubRefuses} characters is added, and a comment that GitHub forbids: both end errored.", RefuseAsync),
        new($"The issue of “{plan.Titles[WeatherPlan.Deleted]}” is deleted on GitHub: so is the task.", DeleteAsync),
        new("An issue is opened in a repository whose sync is off: disabled.", SwitchedOffAsync),
        new($"GitHub fails once with status 502 on “{plan.Titles[Stumbling]}”: it is tried again.", FailOnceAsync),
        new(
            string.Create(CultureInfo.InvariantCulture, $"GitHub limits the installation for {Limit.TotalSeconds:0} seconds, and {WeatherPlan.BurstEdits} edits are made on both sides meanwhile: queued."),
            BurstAsync),
    ];

    private async Task AddTasksAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < _tasks.Length; i++)
        {
            _tasks[i] = await sides.AddTaskAsync(plan.Titles[i], cancellationToken);
        }

        for (var i = 0; i < _tasks.Length; i++)
        {
            _numbers[i] = await sides.NumberOfAsync(_tasks[i], cancellationToken);
        }
    }

    private async Task OpenIssueAsync(CancellationToken cancellationToken)
    {
        GitHub.OpenIssue(
            sides.RepositoryId, $"Found in the rain · weather {plan.Seed}", "Steps:\n\n1. Wait\n2. Get wet", WeatherSides.GitHubLogin, ["bug", "rain"], ["hubot"]);
        await sides.AddCommentAsync(_tasks[OldNews], $"Who looks at this? (weather {plan.Seed})", cancellationToken);
        GitHub.AddComment(sides.RepositoryId, _numbers[Contested], $"I do. (weather {plan.Seed})", WeatherSides.GitHubLogin);
    }

    private async Task OldNewsAsync(CancellationToken cancellationToken)
    {
        var (older, newer) = ($"{plan.Titles[OldNews]}, older", $"{plan.Titles[OldNews]}, newer");
        Faults.DropNextWebhook(webhook => IsEdit(webhook) && webhook.Body.Contains(older, StringComparison.Ordinal));
        Faults.DoubleNextWebhook(webhook => IsEdit(webhook) && webhook.Body.Contains(newer, StringComparison.Ordinal));
        sides.EditIssue(_numbers[OldNews], older);
        await sides.PauseAsync(NextSecond, cancellationToken);
        sides.EditIssue(_numbers[OldNews], newer);
        await sides.PauseAsync(NextSecond, cancellationToken);
        sides.RedeliverFailed(older);
    }

    private async Task ConflictAsync(CancellationToken cancellationToken)
    {
        // Without its webhook GitHub's edit is found only when ours is carried over: both have changed by then.
        var theirs = $"{plan.Titles[Contested]}, as GitHub has it";
        Faults.DropNextWebhook(webhook => IsEdit(webhook) && webhook.Body.Contains(theirs, StringComparison.Ordinal));
        sides.EditIssue(_numbers[Contested], theirs);
        await sides.PauseAsync(NextSecond, cancellationToken);
        await RenameAsync(Contested, "as the board has it", cancellationToken);
    }

    private async Task SupersedeAsync(CancellationToken cancellationToken)
    {
        Faults.DelayNextAnswer(SlowAnswer, IsWriteOf(_numbers[Hurried]));
        await RenameAsync(Hurried, "draft", cancellationToken);
        await sides.PauseAsync(NextSecond, cancellationToken);
        foreach (var word in AfterTheFirst)
        {
            await RenameAsync(Hurried, word, cancellationToken);
        }

        await sides.PauseAsync(SlowAnswer, cancellationToken);
    }

    private async Task RefuseAsync(CancellationToken cancellationToken)
    {
        var title = $"Too long for GitHub · weather {plan.Seed}: {string.Concat(Enumerable.Repeat("on and on and ", TitleThatGitHubRefuses))}";
        await sides.AddTaskAsync(title[..TitleThatGitHubRefuses], cancellationToken);
        Faults.RefuseNext(
            StatusCodes.Status403Forbidden,
            message: "Unable to create comment because issue is locked.",
            match: request => request.Method == "POST" && request.Path.EndsWith($"/issues/{_numbers[Limited]}/comments", StringComparison.Ordinal));
        await sides.AddCommentAsync(_tasks[Limited], $"Nobody on GitHub hears this. (weather {plan.Seed})", cancellationToken);
    }

    private Task DeleteAsync(CancellationToken cancellationToken)
    {
        GitHub.DeleteIssue(sides.RepositoryId, _numbers[WeatherPlan.Deleted], WeatherSides.GitHubLogin);
        return Task.CompletedTask;
    }

    private Task SwitchedOffAsync(CancellationToken cancellationToken) =>
        sides.OpenIssueWhereSyncIsOffAsync($"Nobody hears of this · weather {plan.Seed}", cancellationToken);

    private async Task FailOnceAsync(CancellationToken cancellationToken)
    {
        Faults.FailNextBeforeApplying(StatusCodes.Status502BadGateway, IsWriteOf(_numbers[Stumbling]));
        await RenameAsync(Stumbling, "second try", cancellationToken);
    }

    private async Task BurstAsync(CancellationToken cancellationToken)
    {
        var retryAfter = ((int)Limit.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        Faults.RefuseNext(
            StatusCodes.Status429TooManyRequests, new Dictionary<string, string> { ["retry-after"] = retryAfter }, match: IsWriteOf(_numbers[Limited]));
        await RenameAsync(Limited, "before the limit", cancellationToken);
        await sides.PauseAsync(NextSecond, cancellationToken);
        foreach (var edit in plan.Burst)
        {
            await PlayAsync(edit, cancellationToken);
            await sides.PauseAsync(edit.Pause, cancellationToken);
        }

        await sides.PauseAsync(Limit, cancellationToken);
    }

    private async Task PlayAsync(WeatherEdit edit, CancellationToken cancellationToken)
    {
        if (edit.OnBoard)
        {
            await (edit.Field switch
            {
                WeatherField.Title => sides.EditTaskAsync(_tasks[edit.Task], content => content with { Title = edit.Text + ", board" }, cancellationToken),
                WeatherField.Body => sides.EditTaskAsync(_tasks[edit.Task], content => content with { Body = edit.Text }, cancellationToken),
                WeatherField.Labels => sides.EditTaskAsync(_tasks[edit.Task], content => content with { Labels = NameSet.Of(edit.Text, "board") }, cancellationToken),
                WeatherField.Comment => sides.AddCommentAsync(_tasks[edit.Task], edit.Text, cancellationToken),
                _ => throw new ArgumentOutOfRangeException(nameof(edit), edit.Field, "Unknown field."),
            });
        }

        if (edit.OnGitHub)
        {
            var (repository, number, by) = (sides.RepositoryId, _numbers[edit.Task], WeatherSides.GitHubLogin);
            _ = edit.Field switch
            {
                WeatherField.Title => GitHub.EditIssue(repository, number, title: edit.Text + ", GitHub", by: by),
                WeatherField.Body => GitHub.EditIssue(repository, number, body: edit.Text, by: by),
                WeatherField.Labels => GitHub.SetLabels(repository, number, [edit.Text, "github"], by),
                WeatherField.Comment => (object)GitHub.AddComment(repository, number, edit.Text, by),
                _ => throw new ArgumentOutOfRangeException(nameof(edit), edit.Field, "Unknown field."),
            };
        }
    }

    private Task RenameAsync(int task, string word, CancellationToken cancellationToken) =>
        sides.EditTaskAsync(_tasks[task], content => content with { Title = $"{plan.Titles[task]}, {word}" }, cancellationToken);

    private static bool IsEdit(SimulatorWebhook webhook) => webhook is { Event: "issues", Action: "edited" };

    private static Func<SimulatorRequest, bool> IsWriteOf(int number) =>
        request => request.Method == "PATCH" && request.Path.EndsWith($"/issues/{number}", StringComparison.Ordinal);
}
