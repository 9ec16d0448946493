using GitSync.Testing;

namespace GitSync.Processing.Tests;

/// <summary>Where a task came to be, and as what.</summary>
public enum Born
{
    TaskHere,
    IssueThere,
    PullRequestThere,
}

/// <summary>What somebody does.</summary>
public enum Change
{
    Created,
    TitleEdited,
    BodyEdited,
    Closed,
    Reopened,
    LabelsChanged,
    AssigneesChanged,
    MilestoneSet,
    CommentAdded,
    CommentOfHereEdited,
    CommentOfThereEdited,
    CommentOfHereDeleted,
    CommentOfThereDeleted,
    Deleted,
}

/// <summary>Does every change on either side, and knows what has to come of it on both.</summary>
internal sealed class MatrixChanges(SyncHarness sync, Born born)
{
    private static readonly TaskContent First = new()
    {
        Title = "Title", Body = "Body", Labels = NameSet.Of("bug", "docs"), Assignees = NameSet.Of("ada"),
    };

    private bool IsPullRequest => born == Born.PullRequestThere;

    private TaskRecord Task => sync.Tasks.All.Single();

    /// <summary>The task as it is once it has come to be.</summary>
    public static TaskView Newborn { get; } = new("Title", "Body", "open", "bug, docs", "ada", null, "");

    public async Task CreateAsync()
    {
        var number = 1;
        switch (born)
        {
            case Born.TaskHere:
                await sync.SaveAsync("task", First, SyncAction.Created);
                break;
            case Born.IssueThere:
                sync.GitHub.OpenIssue(sync.RepositoryId, First.Title, First.Body, labels: First.Labels, assignees: First.Assignees);
                break;
            case Born.PullRequestThere:
                sync.GitHub.OpenPullRequest(sync.RepositoryId, First.Title, First.Body);
                sync.GitHub.SetLabels(sync.RepositoryId, number, First.Labels);
                sync.GitHub.SetAssignees(sync.RepositoryId, number, First.Assignees);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(born), born, null);
        }
    }

    /// <summary>Makes what the change is about.</summary>
    public async Task PrepareAsync(Change change)
    {
        switch (change)
        {
            case Change.Reopened:
                sync.GitHub.CloseIssue(sync.RepositoryId, 1);
                break;
            case Change.CommentOfHereEdited or Change.CommentOfHereDeleted:
                await SaveCommentAsync("comment", "Said", SyncAction.Created);
                break;
            case Change.CommentOfThereEdited or Change.CommentOfThereDeleted:
                sync.GitHub.AddComment(sync.RepositoryId, 1, "Said");
                break;
        }
    }

    /// <summary>Somebody else's change of the same object a moment before, for others to overtake.</summary>
    public void ChangeBefore(Change change)
    {
        if (sync.GitHub.GetComments(sync.RepositoryId, 1) is [{ } comment] && change != Change.CommentAdded)
        {
            sync.GitHub.EditComment(sync.RepositoryId, comment.Id, TaskView.Rewritten(comment.Body, "Said before"), by: "eve");
        }
        else
        {
            sync.GitHub.SetLabels(sync.RepositoryId, 1, ["bug", "docs", "before"], by: "eve");
        }
    }

    public Task DoAsync(Change change, SyncSide side) => side == SyncSide.App ? DoHereAsync(change) : DoThereAsync(change);

    /// <summary>What both sides show afterwards; for a deletion, what is left on GitHub.</summary>
    public TaskView Expected(Change change, TaskView before) => change switch
    {
        Change.Created => Newborn,
        Change.TitleEdited => before with { Title = "New title" },
        Change.BodyEdited => before with { Body = "New body" },
        Change.Closed => before with { State = IsPullRequest ? "closed" : "closed as completed" },
        Change.Reopened => before with { State = IsPullRequest ? "open" : "open as reopened" },
        Change.LabelsChanged => before with { Labels = before.Labels.Replace("bug, ", "", StringComparison.Ordinal) + ", new" },
        Change.AssigneesChanged => before with { Assignees = "bob" },
        Change.MilestoneSet => before with { Milestone = "v1" },
        Change.CommentAdded => before with { Comments = "Said" },
        Change.CommentOfHereEdited or Change.CommentOfThereEdited => before with { Comments = "Said better" },
        Change.CommentOfHereDeleted or Change.CommentOfThereDeleted => before with { Comments = "" },
        Change.Deleted => before with { State = IsPullRequest ? "closed" : "closed as not_planned" },
        _ => throw new ArgumentOutOfRangeException(nameof(change), change, null),
    };

    private Task DoHereAsync(Change change) => change switch
    {
        Change.Created => CreateAsync(),
        Change.TitleEdited => SaveAsync(Task.Content with { Title = "New title" }),
        Change.BodyEdited => SaveAsync(Task.Content with { Body = "New body" }),
        Change.Closed => SaveAsync(Task.Content with { IsOpen = false, StateReason = null }),
        Change.Reopened => SaveAsync(Task.Content with { IsOpen = true, StateReason = null }),
        Change.LabelsChanged => SaveAsync(Task.Content with { Labels = NameSet.Of("docs", "new") }),
        Change.AssigneesChanged => SaveAsync(Task.Content with { Assignees = NameSet.Of("bob") }),
        Change.MilestoneSet => SaveAsync(Task.Content with { Milestone = "v1" }),
        Change.CommentAdded => SaveCommentAsync("comment", "Said", SyncAction.Created),
        Change.CommentOfHereEdited or Change.CommentOfThereEdited => SaveCommentAsync(sync.Comments.All.Single().Id, "Said better", SyncAction.Edited),
        Change.CommentOfHereDeleted or Change.CommentOfThereDeleted => DeleteCommentAsync(sync.Comments.All.Single().Id),
        Change.Deleted => DeleteTaskAsync(),
        _ => throw new ArgumentOutOfRangeException(nameof(change), change, null),
    };

    private async Task DoThereAsync(Change change)
    {
        var (gitHub, repository) = (sync.GitHub, sync.RepositoryId);
        switch (change)
        {
            case Change.Created:
                await CreateAsync();
                break;
            case Change.TitleEdited:
                gitHub.EditIssue(repository, 1, title: "New title");
                break;
            case Change.BodyEdited:
                gitHub.EditIssue(repository, 1, body: TaskView.Rewritten(gitHub.GetIssue(repository, 1).Body, "New body"));
                break;
            case Change.Closed:
                gitHub.CloseIssue(repository, 1);
                break;
            case Change.Reopened:
                gitHub.ReopenIssue(repository, 1);
                break;
            case Change.LabelsChanged:
                gitHub.SetLabels(repository, 1, [.. gitHub.GetIssue(repository, 1).Labels.Except(["bug"]), "new"]);
                break;
            case Change.AssigneesChanged:
                gitHub.SetAssignees(repository, 1, ["bob"]);
                break;
            case Change.MilestoneSet:
                gitHub.SetMilestone(repository, 1, gitHub.CreateMilestone(repository, "v1").Number);
                break;
            case Change.CommentAdded:
                gitHub.AddComment(repository, 1, "Said");
                break;
            case Change.CommentOfHereEdited or Change.CommentOfThereEdited:
                var comment = gitHub.GetComments(repository, 1).Single();
                gitHub.EditComment(repository, comment.Id, TaskView.Rewritten(comment.Body, "Said better"));
                break;
            case Change.CommentOfHereDeleted or Change.CommentOfThereDeleted:
                gitHub.DeleteComment(repository, gitHub.GetComments(repository, 1).Single().Id);
                break;
            case Change.Deleted:
                gitHub.DeleteIssue(repository, 1);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(change), change, null);
        }
    }

    private Task SaveAsync(TaskContent content) => sync.SaveAsync(Task.Id, content);

    private Task DeleteTaskAsync()
    {
        var id = Task.Id;
        sync.Tasks.Remove(id);
        return sync.Enqueuer.EnqueueAsync(new TaskChanged
        {
            TaskId = id, Project = SyncHarness.Project, Action = SyncAction.Deleted, ModifiedAt = sync.Clock.GetUtcNow(),
        });
    }

    private Task SaveCommentAsync(string id, string body, SyncAction action)
    {
        sync.Comments.Save(id, Task.Id, body);
        return AnnounceAsync(id, action);
    }

    private Task DeleteCommentAsync(string id)
    {
        sync.Comments.Remove(id);
        return AnnounceAsync(id, SyncAction.Deleted);
    }

    private Task AnnounceAsync(string comment, SyncAction action) => sync.Enqueuer.EnqueueAsync(new CommentChanged
    {
        CommentId = comment, TaskId = Task.Id, Project = SyncHarness.Project, Action = action, ModifiedAt = sync.Clock.GetUtcNow(),
    });
}
