namespace GitSync.Simulation;

/// <summary>People at work on both sides. What is written is unique, so that it shows later who won.</summary>
internal sealed class People(SimulatedWorld world, Random random)
{
    private static readonly string[] Labels = ["bug", "docs", "later", "ours"];

    private int _number;

    /// <summary>Every text that somebody wrote over another one.</summary>
    public EditLog Log { get; } = new();

    /// <summary>Tasks that were deleted here.</summary>
    public List<string> Deleted { get; } = [];

    /// <summary>Somebody edits a record, and it is announced with it, in one transaction: no gate in between.</summary>
    public async Task HereAsync(SimulatedHost host)
    {
        var (number, place) = (++_number, world.Places[random.Next(world.Places.Count)]);
        var tasks = world.Tasks.All.Where(task => task.Project == place.Project).OrderBy(task => task.Id, StringComparer.Ordinal).ToArray();
        if (tasks.Length == 0 || random.Next(7) == 0)
        {
            await SaveAsync(host, $"t{number}", place.Project, new TaskContent { Title = $"Task {number}", Body = $"Body {number}" }, SyncAction.Created);
            return;
        }

        var task = tasks[random.Next(tasks.Length)];
        var comments = world.Comments.All.Where(comment => comment.TaskId == task.Id).OrderBy(comment => comment.Id, StringComparer.Ordinal).ToArray();
        var content = task.Content;
        switch (random.Next(9))
        {
            case 0 or 1:
                await SaveAsync(host, task.Id, task.Project, content with { Title = $"Ours {number}" });
                break;
            case 2:
                await SaveAsync(host, task.Id, task.Project, content with { Body = $"Our body {number}" });
                break;
            case 3:
                await SaveAsync(host, task.Id, task.Project, content with { IsOpen = !content.IsOpen, StateReason = null });
                break;
            case 4:
                await SaveAsync(host, task.Id, task.Project, content with { Labels = NameSet.Of(Labels[random.Next(4)], Labels[random.Next(4)]) });
                break;
            case 5 when comments.Length > 0:
                var gone = comments[random.Next(comments.Length)];
                world.Comments.Remove(gone.Id);
                world.History.Add(world.Clock.GetUtcNow(), $"here: comment {gone.Id} deleted");
                await AnnounceAsync(host, gone, SyncAction.Deleted);
                break;
            case 6 when comments.Length > 0:
                await SaveAsync(host, comments[random.Next(comments.Length)].Id, task.Id, $"Our edit {number}", SyncAction.Edited);
                break;
            case 7 when random.Next(4) == 0:
                world.Tasks.Remove(task.Id);
                Deleted.Add(task.Id);
                world.History.Add(world.Clock.GetUtcNow(), $"here: task {task.Id} deleted");
                await host.Enqueuer.EnqueueAsync(new TaskChanged
                {
                    TaskId = task.Id, Project = task.Project, Action = SyncAction.Deleted, ModifiedAt = world.Clock.GetUtcNow(),
                });
                break;
            default:
                await SaveAsync(host, $"c{number}", task.Id, $"Our comment {number}", SyncAction.Created);
                break;
        }
    }

    /// <summary>Somebody edits on GitHub.</summary>
    public void There()
    {
        var (number, place) = (++_number, world.Places[random.Next(world.Places.Count)]);
        var (gitHub, repository) = (world.GitHub, place.RepositoryId);
        if (!gitHub.FindRepository(repository)!.HasIssues)
        {
            return;
        }

        var issues = gitHub.GetIssues(repository).OrderBy(issue => issue.Number).ToArray();
        if (issues.Length == 0 || random.Next(7) == 0)
        {
            var opened = gitHub.OpenIssue(repository, $"Issue {number}", $"Text {number}");
            Tell($"issue {opened.Number} of {repository} opened: Issue {number}");
            return;
        }

        var issue = issues[random.Next(issues.Length)];
        var comments = gitHub.GetComments(repository, issue.Number).OrderBy(comment => comment.Id).ToArray();
        var name = $"issue {issue.Number} of {repository}";
        switch (random.Next(9))
        {
            case 0 or 1:
                Log.Add(SyncSide.GitHub, "title", issue.Title, $"Theirs {number}");
                gitHub.EditIssue(repository, issue.Number, title: $"Theirs {number}");
                Tell($"{name}: title Theirs {number}");
                break;
            case 2:
                Log.Add(SyncSide.GitHub, "body", TextOf(issue.Body), $"Their text {number}");
                gitHub.EditIssue(repository, issue.Number, body: Edited(issue.Body, $"Their text {number}"));
                Tell($"{name}: body Their text {number}");
                break;
            case 3:
                _ = issue.State == "open" ? gitHub.CloseIssue(repository, issue.Number) : gitHub.ReopenIssue(repository, issue.Number);
                Tell($"{name}: {(issue.State == "open" ? "closed" : "reopened")}");
                break;
            case 4:
                gitHub.SetLabels(repository, issue.Number, new[] { Labels[random.Next(4)], Labels[random.Next(4)] }.Distinct());
                Tell($"{name}: labels");
                break;
            case 5 when comments.Length > 0:
                var gone = comments[random.Next(comments.Length)];
                gitHub.DeleteComment(repository, gone.Id);
                Tell($"comment {gone.Id} on {name} deleted");
                break;
            case 6 when comments.Length > 0:
                var edited = comments[random.Next(comments.Length)];
                Log.Add(SyncSide.GitHub, "body", TextOf(edited.Body), $"Their edit {number}");
                gitHub.EditComment(repository, edited.Id, Edited(edited.Body, $"Their edit {number}"));
                Tell($"comment {edited.Id} on {name}: Their edit {number}");
                break;
            default:
                var added = gitHub.AddComment(repository, issue.Number, $"Their comment {number}");
                Tell($"comment {added.Id} on {name}: Their comment {number}");
                break;
        }
    }

    /// <summary>Texts of people are one line; below it is what GitSync adds.</summary>
    public static string TextOf(string? body) => (body ?? "").Split('\n')[0].Trim();

    /// <summary>A person changes the text and leaves what is below it alone.</summary>
    private static string Edited(string? body, string text) => body is null || !body.Contains('\n') ? text : text + body[body.IndexOf('\n')..];

    private void Tell(string what) => world.History.Add(world.Clock.GetUtcNow(), $"there: {what}");

    private async Task SaveAsync(SimulatedHost host, string id, string project, TaskContent content, SyncAction action = SyncAction.Edited)
    {
        if (world.Tasks.All.FirstOrDefault(task => task.Id == id) is { Content: var before })
        {
            Log.Add(SyncSide.App, "title", before.Title, content.Title);
            Log.Add(SyncSide.App, "body", before.Body, content.Body);
        }

        var saved = world.Tasks.Save(id, project, content);
        world.History.Add(
            world.Clock.GetUtcNow(),
            $"here: task {id}: {content.Title} | {content.Body} | {(content.IsOpen ? "open" : "closed")} | {string.Join(',', content.Labels)}");
        await host.Enqueuer.EnqueueAsync(new TaskChanged { TaskId = id, Project = project, Action = action, ModifiedAt = saved.ModifiedAt });
    }

    private async Task SaveAsync(SimulatedHost host, string id, string task, string body, SyncAction action)
    {
        if (world.Comments.All.FirstOrDefault(comment => comment.Id == id) is { Content: var before })
        {
            Log.Add(SyncSide.App, "body", before.Body, body);
        }

        var saved = world.Comments.Save(id, task, body);
        world.History.Add(world.Clock.GetUtcNow(), $"here: comment {id} of {task}: {body}");
        await AnnounceAsync(host, saved, action);
    }

    private async Task AnnounceAsync(SimulatedHost host, CommentRecord comment, SyncAction action) => await host.Enqueuer.EnqueueAsync(new CommentChanged
    {
        CommentId = comment.Id,
        TaskId = comment.TaskId,
        Project = world.Tasks.All.Single(task => task.Id == comment.TaskId).Project,
        Action = action,
        ModifiedAt = world.Clock.GetUtcNow(),
    });
}
