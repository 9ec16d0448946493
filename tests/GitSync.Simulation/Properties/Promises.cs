using GitSync.Testing.Simulator;

namespace GitSync.Simulation;

/// <summary>What must hold once nobody edits any more and all that is due has been done.</summary>
internal static class Promises
{
    /// <summary>The word that only forged webhooks hold.</summary>
    public const string Forged = "Forged";

    public static async Task RequireAsync(SimulatedWorld world, People people)
    {
        var operations = await AllOperationsAsync(world.Store);
        RequireEnded(operations);
        var numbers = new Dictionary<(long Repository, int Number), string>();
        foreach (var task in world.Tasks.All.OrderBy(task => task.Id, StringComparer.Ordinal))
        {
            var place = world.Places.Single(place => place.Project == task.Project);
            var lane = await LaneOfAsync(world, LaneName.OfTask(task.Id));
            if (lane?.Link.Remote is not { } remote)
            {
                throw new ViolationException($"task {task.Id} has no issue: {lane?.Lane.LastOutcome?.Explanation}");
            }

            ViolationException.Require(numbers.TryAdd((place.RepositoryId, remote.Number), task.Id), $"issue {remote.Number} of {place.RepositoryId} has two tasks, one of them {task.Id}");
            var issue = world.GitHub.GetIssues(place.RepositoryId).SingleOrDefault(issue => issue.Number == remote.Number)
                ?? throw new ViolationException($"task {task.Id} is linked with issue {remote.Number}, which is gone");
            var (here, there) = (ViewOf(world, task), ViewOf(world, place.RepositoryId, issue));
            ViolationException.Require(here == there, $"task {task.Id} and issue {issue.Number} of {place.RepositoryId} differ: {here} <> {there}");
            if (!people.Deleted.Contains(task.Id))
            {
                RequireWinner(world, people.Log, operations, "title", task.Content.Title);
                RequireWinner(world, people.Log, operations, "body", task.Content.Body);
            }
        }

        await RequireNothingMissingAsync(world, people, numbers);
        RequireMadeOnce(world);
        RequireNothingForged(world);
        RequireNoSecrets(world, operations);
    }

    public static async Task<IReadOnlyList<SyncOperation>> AllOperationsAsync(ISyncStore store)
    {
        var all = new List<SyncOperation>();
        while (true)
        {
            var page = await store.ListOperationsAsync(
                new OperationQuery { Limit = OperationQuery.MaximumLimit, After = all.Count == 0 ? null : all[^1].Id }, CancellationToken.None);
            all.AddRange(page);
            if (page.Count < OperationQuery.MaximumLimit)
            {
                return all;
            }
        }
    }

    /// <summary>An operation as a history tells it.</summary>
    public static string Describe(SyncOperation operation)
    {
        var what = operation switch
        {
            TaskSyncOperation task => $"task {task.TaskId} issue {task.IssueNumber}",
            CommentSyncOperation comment => $"comment {comment.CommentId} {comment.GitHubCommentExternalId}",
            _ => "",
        };
        var conflicts = string.Join("; ", operation.Conflicts.Select(each => $"{each.Field}: {each.Winner} \"{each.WinningValue}\" over \"{each.LosingValue}\" (was \"{each.BaseValue}\")"));
        return $"{operation.Id} lane {operation.LaneId} {operation.Direction} {operation.Action} {what} of {operation.RepositoryId}: {operation.State} "
            + $"{operation.Rule} after {operation.Attempts}: {operation.Explanation} {conflicts}".TrimEnd();
    }

    public static async Task<IEnumerable<string>> WaitingAsync(ISyncStore store) => (await AllOperationsAsync(store))
        .Where(operation => !operation.State.IsEnded()).Take(5).Select(operation => $"{operation.Id} {operation.State} {operation.DueAt:HH:mm:ss}: {operation.Explanation}");

    public static IEnumerable<string> LastWrites(GitHubSimulator gitHub, int most) => gitHub.Requests.Entries()
        .Where(request => request.Method != "GET" && !request.Path.EndsWith("/access_tokens", StringComparison.Ordinal))
        .TakeLast(most).Select(request => $"{request.Method} {request.Path}");

    /// <summary>Every operation has ended and says why. What failed while GitHub was closed to us shows as a difference where nothing made up for it.</summary>
    private static void RequireEnded(IReadOnlyList<SyncOperation> operations)
    {
        foreach (var operation in operations)
        {
            ViolationException.Require(operation.State.IsEnded(), $"operation {operation.Id} is still {operation.State}: {operation.Explanation}");
            ViolationException.Require(operation.Explanation is { Length: > 0 } && operation.Rule is not null, $"operation {operation.Id} does not say why it ended");
        }
    }

    /// <summary>What was deleted here stays deleted here; everything else that is there is here.</summary>
    private static async Task RequireNothingMissingAsync(SimulatedWorld world, People people, Dictionary<(long Repository, int Number), string> numbers)
    {
        foreach (var id in people.Deleted)
        {
            if (await LaneOfAsync(world, LaneName.OfTask(id)) is { Lane: { Remote: { } gone } lane } && gone.TryReadIssueNumber(out var number))
            {
                numbers.TryAdd((lane.RepositoryId, number), id);
            }
        }

        foreach (var place in world.Places)
        {
            foreach (var issue in world.GitHub.GetIssues(place.RepositoryId))
            {
                ViolationException.Require(numbers.ContainsKey((place.RepositoryId, issue.Number)), $"issue {issue.Number} of {place.RepositoryId} ({issue.Title}) has no task");
            }
        }
    }

    /// <summary>One object on GitHub for each record that was made here.</summary>
    private static void RequireMadeOnce(SimulatedWorld world)
    {
        var bodies = world.Places.SelectMany(place => world.GitHub.GetIssues(place.RepositoryId).SelectMany(issue =>
            world.GitHub.GetComments(place.RepositoryId, issue.Number).Select(comment => comment.Body).Append(issue.Body)));
        var twice = bodies.Select(MarkerOf).OfType<string>().GroupBy(marker => marker).FirstOrDefault(same => same.Count() > 1);
        ViolationException.Require(twice is null, $"{twice?.Count()} objects carry the marker {twice?.Key}");
    }

    /// <summary>What nobody wrote is nowhere.</summary>
    private static void RequireNothingForged(SimulatedWorld world)
    {
        var texts = world.Tasks.All.SelectMany(task => new[] { task.Content.Title, task.Content.Body }).Concat(world.Comments.All.Select(comment => comment.Content.Body))
            .Concat(world.Places.SelectMany(place => world.GitHub.GetIssues(place.RepositoryId)).SelectMany(issue => new[] { issue.Title, issue.Body }));
        ViolationException.Require(
            texts.FirstOrDefault(text => text?.Contains(Forged, StringComparison.Ordinal) == true) is null, "a forged webhook was believed");
    }

    /// <summary>
    /// A text that somebody wrote is what stands there now, or was replaced by somebody who saw it, or gave way to one that is recorded as the winner; or nobody could see it.
    /// </summary>
    private static void RequireWinner(SimulatedWorld world, EditLog log, IReadOnlyList<SyncOperation> operations, string field, string final)
    {
        foreach (var lost in log.All.Where(edit => edit.Field == field && edit.Written != final && !log.All.Any(later => later.Replaced == edit.Written)))
        {
            // Only texts of the same object: those that go back to the same beginning.
            if (Root(log, lost.Written) == Root(log, final) && !log.LeadsTo(lost.Written, final) && !world.Watch.Unseen.Contains(lost.Written))
            {
                ViolationException.Require(
                    operations.Any(operation => operation.Conflicts.Any(conflict => conflict.LosingValue?.Contains(lost.Written, StringComparison.Ordinal) == true)),
                    $"{field} \"{lost.Written}\" gave way to \"{final}\" and no operation says so");
            }
        }
    }

    private static string Root(EditLog log, string text)
    {
        while (log.All.FirstOrDefault(edit => edit.Written == text) is { } edit)
        {
            text = edit.Replaced;
        }

        return text;
    }

    private static void RequireNoSecrets(SimulatedWorld world, IReadOnlyList<SyncOperation> operations)
    {
        foreach (var operation in operations)
        {
            world.Watch.Read($"operation {operation.Id}", System.Text.Encoding.UTF8.GetString(StoredDocuments.Write(operation)));
        }
    }

    private static async Task<LaneView?> LaneOfAsync(SimulatedWorld world, LaneName name) =>
        (await world.Store.FindLanesAsync([name], CancellationToken.None)).GetValueOrDefault(name);

    private static string ViewOf(SimulatedWorld world, TaskRecord task) => string.Join(
        " | ",
        task.Content.Title,
        task.Content.Body,
        task.Content.IsOpen ? "open" : "closed",
        string.Join(',', task.Content.Labels.Order(StringComparer.Ordinal)),
        string.Join(" / ", world.Comments.All.Where(comment => comment.TaskId == task.Id).Select(comment => comment.Content.Body).Order(StringComparer.Ordinal)));

    private static string ViewOf(SimulatedWorld world, long repository, SimulatorIssue issue) => string.Join(
        " | ",
        issue.Title,
        People.TextOf(issue.Body),
        issue.State,
        string.Join(',', issue.Labels.Order(StringComparer.Ordinal)),
        string.Join(" / ", world.GitHub.GetComments(repository, issue.Number).Select(comment => People.TextOf(comment.Body)).Order(StringComparer.Ordinal)));

    private static string? MarkerOf(string? body) => body?.Split('\n').LastOrDefault(line => line.Contains("gitsync:", StringComparison.Ordinal));
}
