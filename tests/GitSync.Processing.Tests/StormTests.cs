using GitSync.Testing;
using GitSync.Testing.Simulator;

namespace GitSync.Processing.Tests;

/// <summary>
/// Random edits on both sides while webhooks are dropped, doubled and overtaken, answers are lost and GitHub limits: in the end both sides are
/// equal, nothing exists twice, and nothing is written any more.
/// </summary>
public sealed class StormTests
{
    private const int Edits = 300;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task Storm_EndsWithEqualSidesWithoutADuplicateOrAnEcho(int seed)
    {
        await using var sync = await Harnesses.StartAsync(options =>
        {
            options.MaximumAttempts = 100;
            options.CommentDeletedInApp = DeletionPolicy.Delete;
            options.IssueDeletedOnGitHub = DeletionPolicy.Delete;
            options.Guards.MaximumRemovals = 0;
            options.Guards.MaximumSwings = 0;
        });
        var storm = new Storm(sync, new Random(seed));
        storm.BeginFaults();
        for (var i = 0; i < Edits; i++)
        {
            await storm.EditAsync(i);
            await storm.PassTimeAsync();
        }

        storm.EndFaults();
        await SettleAsync(sync);
        await RequireEqualSidesAsync(sync, storm.Deleted, seed);
        sync.GitHub.Requests.Clear();
        await SettleAsync(sync);

        sync.GitHub.Requests.Entries().Where(request => request.Method != "GET" && !request.Path.EndsWith("/access_tokens", StringComparison.Ordinal))
            .Should().BeEmpty("after quiescence nothing is written");
    }

    /// <summary>Everything that hosts do by themselves, for an hour.</summary>
    private static async Task SettleAsync(SyncHarness sync)
    {
        for (var minute = 0; minute < 60; minute += 5)
        {
            await sync.DrainAsync();
            foreach (var task in sync.Repairs)
            {
                await task.RunDueAsync();
            }

            await sync.DrainAsync();
            sync.Clock.Advance(TimeSpan.FromMinutes(5));
        }
    }

    private static async Task RequireEqualSidesAsync(SyncHarness sync, IReadOnlyList<string> deleted, int seed)
    {
        var issues = sync.GitHub.GetIssues(sync.RepositoryId).ToDictionary(issue => issue.Number);
        var numbers = new Dictionary<int, string>();
        foreach (var task in sync.Tasks.All)
        {
            var status = await sync.Status.ReadAsync(ResourceKind.Task, task.Id);
            status.Kind.Should().Be(SyncStatusKind.Synced, $"seed {seed}, task {task.Id}: {status.Explanation}");
            var number = status.GitHub!.Number;
            numbers.TryAdd(number, task.Id).Should().BeTrue($"seed {seed}: issue {number} has two tasks");
            ViewOf(task, sync).Should().Be(ViewOf(issues[number], sync), $"seed {seed}, task {task.Id}, issue {number}");
        }

        // What was deleted here stays deleted here, even when somebody opens its issue again; everything else that is there is here.
        foreach (var id in deleted)
        {
            var lanes = await sync.Store.FindLanesAsync([LaneName.OfTask(id)]);
            if (lanes.Values.SingleOrDefault()?.Lane.Remote is { } gone && gone.TryReadIssueNumber(out var number))
            {
                numbers.TryAdd(number, id);
            }
        }

        issues.Values.Where(issue => !numbers.ContainsKey(issue.Number)).Select(issue => issue.Number).Should().BeEmpty($"seed {seed}");
        // The comments of a task that was deleted here are left over here, and in step with nothing.
        foreach (var comment in sync.Comments.All.Where(comment => !deleted.Contains(comment.TaskId)))
        {
            var status = await sync.Status.ReadAsync(ResourceKind.Comment, comment.Id);
            status.Kind.Should().Be(SyncStatusKind.Synced, $"seed {seed}, comment {comment.Id}: {status.Explanation}");
        }

        issues.Values.Select(issue => MarkerOf(issue.Body)).OfType<string>().Should().OnlyHaveUniqueItems($"seed {seed}: created twice");
    }

    private static string ViewOf(TaskRecord task, SyncHarness sync) => string.Join(
        " | ",
        task.Content.Title,
        task.Content.Body,
        task.Content.IsOpen ? "open" : "closed",
        string.Join(',', task.Content.Labels.Order(StringComparer.Ordinal)),
        string.Join(" / ", sync.Comments.All.Where(comment => comment.TaskId == task.Id).Select(comment => comment.Content.Body).Order(StringComparer.Ordinal)));

    private static string ViewOf(SimulatorIssue issue, SyncHarness sync) => string.Join(
        " | ",
        issue.Title,
        TextOf(issue.Body),
        issue.State,
        string.Join(',', issue.Labels.Order(StringComparer.Ordinal)),
        string.Join(" / ", sync.GitHub.GetComments(sync.RepositoryId, issue.Number).Select(comment => TextOf(comment.Body)).Order(StringComparer.Ordinal)));

    /// <summary>Texts of the storm are one line; below it is what GitSync adds.</summary>
    private static string TextOf(string? body) => (body ?? "").Split('\n')[0].Trim();

    private static string? MarkerOf(string? body) => body?.Split('\n').LastOrDefault(line => line.Contains("gitsync:", StringComparison.Ordinal));

    private sealed class Storm(SyncHarness sync, Random random)
    {
        private static readonly string[] Labels = ["bug", "docs", "later", "ours"];

        private readonly List<Completion> _completions = [];
        private readonly List<string> _deleted = [];

        /// <summary>Tasks that a user deleted here.</summary>
        public IReadOnlyList<string> Deleted => _deleted;

        public void BeginFaults()
        {
            var faults = sync.GitHub.Faults;
            (faults.DropWebhook, faults.DoubleWebhook, faults.ReorderWebhook) = (0.2, 0.2, 0.2);
            (faults.LoseAnswer, faults.FailBefore, faults.FailAfter, faults.TimeOut, faults.Truncate) = (0.05, 0.03, 0.03, 0.02, 0.02);
        }

        public void EndFaults() => sync.GitHub.Faults.Clear();

        public async Task EditAsync(int number)
        {
            if (random.Next(10) == 0)
            {
                sync.GitHub.Faults.RefuseNext(
                    random.Next(2) == 0 ? 403 : 429, new Dictionary<string, string> { ["retry-after"] = "20" }, "You have exceeded a secondary rate limit", _ => true);
            }

            await (random.Next(2) == 0 ? HereAsync(number) : ThereAsync(number));
        }

        /// <summary>Some of what is due is delivered and run, and the clock goes on: edits come in between the steps.</summary>
        public async Task PassTimeAsync()
        {
            for (var steps = random.Next(4); steps > 0; steps--)
            {
                await sync.GitHub.DeliverAsync();
                var receipt = await sync.Store.WorkAsync(_completions, new ClaimRequest("storm", 1, TimeSpan.FromHours(1)));
                _completions.Clear();
                foreach (var claim in receipt.Claimed)
                {
                    _completions.Add(await sync.Processor.ProcessAsync(claim, CancellationToken.None));
                }
            }

            await sync.Store.WorkAsync(_completions, new ClaimRequest("storm", 0, TimeSpan.FromHours(1)));
            _completions.Clear();
            sync.Clock.Advance(TimeSpan.FromMilliseconds(random.Next(20) == 0 ? 30_000 : random.Next(1_500)));
        }

        private async Task HereAsync(int number)
        {
            var tasks = sync.Tasks.All.OrderBy(task => task.Id, StringComparer.Ordinal).ToArray();
            if (tasks.Length == 0 || random.Next(6) == 0)
            {
                await sync.SaveAsync($"t{number}", new TaskContent { Title = $"Task {number}", Body = $"Body {number}" }, SyncAction.Created);
                return;
            }

            var task = tasks[random.Next(tasks.Length)];
            var comments = sync.Comments.All.Where(comment => comment.TaskId == task.Id).OrderBy(comment => comment.Id, StringComparer.Ordinal).ToArray();
            switch (random.Next(9))
            {
                case 0 or 1:
                    await sync.SaveAsync(task.Id, task.Content with { Title = $"Ours {number}" });
                    break;
                case 2:
                    await sync.SaveAsync(task.Id, task.Content with { Body = $"Our body {number}" });
                    break;
                case 3:
                    await sync.SaveAsync(task.Id, task.Content with { IsOpen = !task.Content.IsOpen, StateReason = null });
                    break;
                case 4:
                    await sync.SaveAsync(task.Id, task.Content with { Labels = NameSet.Of(Labels[random.Next(4)], Labels[random.Next(4)]) });
                    break;
                case 5 when comments.Length > 0:
                    await AnnounceAsync(comments[random.Next(comments.Length)], SyncAction.Deleted);
                    break;
                case 6 when comments.Length > 0:
                    var edited = comments[random.Next(comments.Length)];
                    await AnnounceAsync(sync.Comments.Save(edited.Id, task.Id, $"Our edit {number}"), SyncAction.Edited);
                    break;
                case 7 when random.Next(4) == 0:
                    sync.Tasks.Remove(task.Id);
                    _deleted.Add(task.Id);
                    await sync.Enqueuer.EnqueueAsync(new TaskChanged
                    {
                        TaskId = task.Id, Project = SyncHarness.Project, Action = SyncAction.Deleted, ModifiedAt = sync.Clock.GetUtcNow(),
                    });
                    break;
                default:
                    await AnnounceAsync(sync.Comments.Save($"c{number}", task.Id, $"Our comment {number}"), SyncAction.Created);
                    break;
            }
        }

        private async Task AnnounceAsync(CommentRecord comment, SyncAction action)
        {
            if (action == SyncAction.Deleted)
            {
                sync.Comments.Remove(comment.Id);
            }

            await sync.Enqueuer.EnqueueAsync(new CommentChanged
            {
                CommentId = comment.Id, TaskId = comment.TaskId, Project = SyncHarness.Project, Action = action, ModifiedAt = sync.Clock.GetUtcNow(),
            });
        }

        private Task ThereAsync(int number)
        {
            var (gitHub, repository) = (sync.GitHub, sync.RepositoryId);
            var issues = gitHub.GetIssues(repository).OrderBy(issue => issue.Number).ToArray();
            if (issues.Length == 0 || random.Next(6) == 0)
            {
                gitHub.OpenIssue(repository, $"Issue {number}", $"Text {number}");
                return Task.CompletedTask;
            }

            var issue = issues[random.Next(issues.Length)];
            var comments = gitHub.GetComments(repository, issue.Number).OrderBy(comment => comment.Id).ToArray();
            _ = random.Next(9) switch
            {
                0 or 1 => (object?)gitHub.EditIssue(repository, issue.Number, title: $"Theirs {number}"),
                2 => gitHub.EditIssue(repository, issue.Number, body: Edited(issue.Body, $"Their text {number}")),
                3 => issue.State == "open" ? gitHub.CloseIssue(repository, issue.Number) : gitHub.ReopenIssue(repository, issue.Number),
                4 => gitHub.SetLabels(repository, issue.Number, new[] { Labels[random.Next(4)], Labels[random.Next(4)] }.Distinct()),
                5 when comments.Length > 0 => Delete(comments[random.Next(comments.Length)].Id),
                6 when comments.Length > 0 && comments[random.Next(comments.Length)] is var comment =>
                    gitHub.EditComment(repository, comment.Id, Edited(comment.Body, $"Their edit {number}")),
                _ => gitHub.AddComment(repository, issue.Number, $"Their comment {number}"),
            };
            return Task.CompletedTask;

            object? Delete(long comment)
            {
                gitHub.DeleteComment(repository, comment);
                return null;
            }
        }

        /// <summary>A person changes the text and leaves what is below it alone.</summary>
        private static string Edited(string? body, string text) =>
            body is null || !body.Contains('\n') ? text : text + body[body.IndexOf('\n')..];
    }
}
