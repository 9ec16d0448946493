using GitSync.Testing;

namespace GitSync.Processing.Tests;

/// <summary>The requests whose answers are spoiled, by what they are for.</summary>
public enum Asked
{
    IssueReadForAnEdit,
    IssueReadForAnEvent,
    CommentReadForAnEvent,
    IssueMade,
    IssueEdited,
    IssueClosedForADeletedTask,
    CommentMade,
    CommentEdited,
    CommentDeleted,
    MilestonesListed,
    MilestoneMade,
    TokenGiven,
    MarkerLookedFor,
    ChangedIssuesListed,
    ChangedCommentsListed,
}

/// <summary>What makes GitSync ask, how its request is known, and what both sides show once all is over.</summary>
internal sealed record Asking(string Method, string PathEnd, Func<SyncHarness, Task> MakeAsync, params TaskView[] Expected)
{
    public static TaskContent Old { get; } = new() { Title = "Old", Body = "Body" };

    /// <summary>Both sides before.</summary>
    private static TaskView Before { get; } = new("Old", "Body", "open", "", "", null, "Said");

    public bool IsHit(HttpRequestMessage request) =>
        request.Method.Method == Method && request.RequestUri!.AbsolutePath.EndsWith(PathEnd, StringComparison.Ordinal);

    /// <summary>The table.</summary>
    /// <param name="asked">Which request.</param>
    /// <param name="comment">The id that the comment has on GitHub.</param>
    public static Asking Of(Asked asked, long comment) => asked switch
    {
        Asked.IssueReadForAnEdit => new("GET", "/issues/1", SaveAsync, Before with { Title = "New" }),
        Asked.IssueReadForAnEvent => new("GET", "/issues/1", EditThereAsync, Before with { Title = "New" }),
        Asked.CommentReadForAnEvent => new("GET", $"/comments/{comment}", EditCommentThereAsync, Before with { Comments = "Said better" }),
        Asked.IssueMade => new("POST", "/issues", SaveAnotherAsync, Another, Before),
        Asked.IssueEdited => new("PATCH", "/issues/1", SaveAsync, Before with { Title = "New" }),
        Asked.IssueClosedForADeletedTask => new("PATCH", "/issues/1", DeleteAsync, Before with { State = "closed as not_planned" }),
        Asked.CommentMade => new("POST", "/comments", sync => SayAsync(sync, "c2", SyncAction.Created), Before with { Comments = "Said, Said better" }),
        Asked.CommentEdited => new("PATCH", $"/comments/{comment}", sync => SayAsync(sync, "c1", SyncAction.Edited), Before with { Comments = "Said better" }),
        Asked.CommentDeleted => new("DELETE", $"/comments/{comment}", UnsayAsync, Before with { Comments = "" }),
        Asked.MilestonesListed => new("GET", "/milestones", PlanAsync, Before with { Milestone = "v1" }),
        Asked.MilestoneMade => new("POST", "/milestones", PlanAsync, Before with { Milestone = "v1" }),
        Asked.TokenGiven => new("POST", "/access_tokens", SaveWithANewTokenAsync, Before with { Title = "New" }),
        Asked.MarkerLookedFor => new("GET", "/issues", SaveAnotherAndLoseTheAnswerAsync, Another, Before),
        Asked.ChangedIssuesListed => new("GET", "/issues", sync => UnseenAsync(sync, EditThereAsync), Before with { Title = "New" }),
        Asked.ChangedCommentsListed => new("GET", "/issues/comments", sync => UnseenAsync(sync, EditCommentThereAsync), Before with { Comments = "Said better" }),
        _ => throw new ArgumentOutOfRangeException(nameof(asked), asked, null),
    };

    private static TaskView Another { get; } = new("Another", "", "open", "", "", null, "");

    private static Task SaveAsync(SyncHarness sync) => sync.SaveAsync("t1", Old with { Title = "New" });

    private static Task PlanAsync(SyncHarness sync) => sync.SaveAsync("t1", Old with { Milestone = "v1" });

    private static Task SaveAnotherAsync(SyncHarness sync) => sync.SaveAsync("t2", new TaskContent { Title = "Another" }, SyncAction.Created);

    private static Task SaveWithANewTokenAsync(SyncHarness sync)
    {
        sync.GitHub.RevokeTokens(77);
        return SaveAsync(sync);
    }

    private static Task SaveAnotherAndLoseTheAnswerAsync(SyncHarness sync)
    {
        sync.GitHub.Faults.LoseNextAnswer(request => request.Method == "POST" && request.Path.EndsWith("/issues", StringComparison.Ordinal));
        return SaveAnotherAsync(sync);
    }

    private static Task DeleteAsync(SyncHarness sync)
    {
        sync.Tasks.Remove("t1");
        sync.Comments.Remove("c1");
        return sync.Enqueuer.EnqueueAsync(new TaskChanged
        {
            TaskId = "t1", Project = SyncHarness.Project, Action = SyncAction.Deleted, ModifiedAt = sync.Clock.GetUtcNow(),
        });
    }

    public static Task SayAsync(SyncHarness sync, string id, SyncAction action)
    {
        sync.Comments.Save(id, "t1", sync.Comments.All.Count == 0 ? "Said" : "Said better");
        return AnnounceAsync(sync, id, action);
    }

    private static Task UnsayAsync(SyncHarness sync)
    {
        sync.Comments.Remove("c1");
        return AnnounceAsync(sync, "c1", SyncAction.Deleted);
    }

    private static Task AnnounceAsync(SyncHarness sync, string id, SyncAction action) => sync.Enqueuer.EnqueueAsync(new CommentChanged
    {
        CommentId = id, TaskId = "t1", Project = SyncHarness.Project, Action = action, ModifiedAt = sync.Clock.GetUtcNow(),
    });

    private static Task EditThereAsync(SyncHarness sync)
    {
        sync.GitHub.EditIssue(sync.RepositoryId, 1, title: "New");
        return sync.GitHub.DrainAsync();
    }

    private static Task EditCommentThereAsync(SyncHarness sync)
    {
        var comment = sync.GitHub.GetComments(sync.RepositoryId, 1).Single();
        sync.GitHub.EditComment(sync.RepositoryId, comment.Id, TaskView.Rewritten(comment.Body, "Said better"));
        return sync.GitHub.DrainAsync();
    }

    /// <summary>No webhook tells of it, so that only a look finds it.</summary>
    private static async Task UnseenAsync(SyncHarness sync, Func<SyncHarness, Task> edit)
    {
        await sync.Sweeps.RunDueAsync();
        await sync.DrainAsync();
        sync.Clock.Advance(TimeSpan.FromMinutes(11));
        sync.GitHub.Faults.VanishWebhook = 1;
        await edit(sync);
        sync.GitHub.Faults.VanishWebhook = 0;
    }
}
