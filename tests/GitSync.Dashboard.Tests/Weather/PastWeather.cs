using GitSync.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GitSync.Dashboard.Tests;

/// <summary>What has ended, well or not. Each scene comes some minutes after the one before.</summary>
internal sealed class PastWeather(SyncHarness sync)
{
    /// <summary>The task that GitHub refused.</summary>
    public const string Refused = "refused";

    /// <summary>The task whose title both sides changed; the newer one was taken.</summary>
    public const string Contested = "contested";

    /// <summary>The task whose milestone both sides changed; a person has to decide.</summary>
    public const string Undecided = "undecided";

    /// <summary>The task whose issue was deleted on GitHub.</summary>
    public const string Deleted = "deleted";

    /// <summary>The task whose edits came faster than they were carried over.</summary>
    public const string Edited = "edited";

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(4);

    public async Task MakeAsync()
    {
        Func<Task>[] scenes =
        [
            IssuesComeInAsync, TasksGoOutAsync, CommentsGoBothWaysAsync, PullRequestIsMergedAsync, OldNewsComesLateAsync, EditsSupersedeAsync,
            TitleIsRefusedAsync, BothSidesChangeTitleAsync, BothSidesChangeMilestoneAsync, IssueIsDeletedAsync, HostileTextsComeAsync, RepositoryIsOffAsync,
        ];
        foreach (var scene in scenes)
        {
            await scene();
            await sync.DrainAsync();

            // At its end it writes down what was done, as a host does every ten seconds.
            await ((IHostedService)sync.Services.GetRequiredService<ISyncActivity>()).StopAsync(CancellationToken.None);
            sync.Clock.Advance(Pause);
        }
    }

    /// <summary>Labels and assignees are events of the same second: duplicates.</summary>
    private Task IssuesComeInAsync()
    {
        sync.GitHub.OpenIssue(sync.RepositoryId, "Checkout fails with two coupons", "Steps:\n1. Add both\n2. Pay", "mona", ["bug", "checkout"], ["hubot"]);
        sync.GitHub.OpenIssue(sync.RepositoryId, "Dark theme", by: "hubot");
        return Task.CompletedTask;
    }

    private async Task TasksGoOutAsync()
    {
        foreach (var id in new[] { Contested, Deleted, Edited })
        {
            await SaveNewAsync(id, new TaskContent { Title = $"Task {id}", Body = "Text", Labels = NameSet.Of("planned") });
        }

        await SaveNewAsync(Undecided, new TaskContent { Title = $"Task {Undecided}", Milestone = "Spring" });
    }

    private async Task CommentsGoBothWaysAsync()
    {
        sync.GitHub.AddComment(sync.RepositoryId, NumberOf(Contested), "Is this still so?", "mona");
        await sync.SaveCommentAsync("answer", Contested, "It is.", SyncAction.Created, "ada");
    }

    private async Task PullRequestIsMergedAsync()
    {
        var pullRequest = sync.GitHub.OpenPullRequest(sync.RepositoryId, "Take both coupons", "Fixes #1", by: "mona");
        await sync.DrainAsync();
        sync.Clock.Advance(Pause);
        sync.GitHub.MergePullRequest(sync.RepositoryId, pullRequest.Number, "hubot");
    }

    /// <summary>A webhook that was lost and comes again after a newer one: dropped.</summary>
    private async Task OldNewsComesLateAsync()
    {
        var number = NumberOf(Edited);
        sync.GitHub.Faults.DropNextWebhook();
        sync.GitHub.EditIssue(sync.RepositoryId, number, title: "Older title", by: "mona");
        sync.Clock.Advance(TimeSpan.FromSeconds(2));
        sync.GitHub.EditIssue(sync.RepositoryId, number, title: "Newer title", by: "mona");
        await sync.DrainAsync();
        sync.GitHub.Redeliver(sync.GitHub.GetDeliveries().First(delivery => delivery.StatusCode >= 400).Webhook.Id);
    }

    private async Task EditsSupersedeAsync()
    {
        foreach (var title in new[] { "Draft", "Better", "Final" })
        {
            await sync.SaveAsync(Edited, ContentOf(Edited) with { Title = title }, actor: "ada");
            sync.Clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private Task TitleIsRefusedAsync() => SaveNewAsync(Refused, new TaskContent { Title = new string('x', 300) });

    private async Task BothSidesChangeTitleAsync()
    {
        sync.GitHub.EditIssue(sync.RepositoryId, NumberOf(Contested), title: "Title from GitHub", by: "mona");
        sync.Clock.Advance(TimeSpan.FromSeconds(10));
        await sync.SaveAsync(Contested, ContentOf(Contested) with { Title = "Title from here" }, actor: "ada");
    }

    private async Task BothSidesChangeMilestoneAsync()
    {
        var summer = sync.GitHub.CreateMilestone(sync.RepositoryId, "Summer");
        sync.GitHub.CreateMilestone(sync.RepositoryId, "Autumn");
        sync.GitHub.SetMilestone(sync.RepositoryId, NumberOf(Undecided), summer.Number, "mona");
        await sync.SaveAsync(Undecided, ContentOf(Undecided) with { Milestone = "Autumn" }, actor: "ada");
    }

    private Task IssueIsDeletedAsync()
    {
        sync.GitHub.DeleteIssue(sync.RepositoryId, NumberOf(Deleted), "mona");
        return Task.CompletedTask;
    }

    private async Task HostileTextsComeAsync()
    {
        foreach (var title in HostileTexts.Titles)
        {
            sync.GitHub.OpenIssue(sync.RepositoryId, title, title + "\n\n" + HostileTexts.LongBody, "mona");
        }

        await SaveNewAsync(HostileTexts.Attribute, new TaskContent { Title = HostileTexts.Script, Body = HostileTexts.Attribute, Labels = NameSet.Of(HostileTexts.Emoji) });
    }

    private async Task RepositoryIsOffAsync()
    {
        var repository = sync.GitHub.CreateRepository("octo-org", Weather.SwitchedOffProject, installationId: 77);
        await sync.Store.ConnectAsync(new Connection
        {
            Project = Weather.SwitchedOffProject, RepositoryId = repository.Id, InstallationId = 77, Owner = "octo-org", Name = repository.Name,
        });
        await sync.Connections.SwitchAsync(Weather.SwitchedOffProject, isOn: false);
        sync.GitHub.OpenIssue(repository.Id, "Nobody hears of this", by: "mona");
    }

    private Task SaveNewAsync(string id, TaskContent content) => sync.SaveAsync(id, content, SyncAction.Created, "ada");

    private TaskContent ContentOf(string taskId) => sync.Tasks.All.Single(task => task.Id == taskId).Content;

    /// <summary>Both sides are in step between two scenes, and titles of linked tasks differ.</summary>
    private int NumberOf(string taskId) => sync.GitHub.GetIssues(sync.RepositoryId).Single(issue => issue.Title == ContentOf(taskId).Title).Number;
}
