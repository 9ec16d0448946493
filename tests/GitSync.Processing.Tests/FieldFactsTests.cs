using System.Text.Json.Nodes;
using GitSync.Testing;
using GitSync.Testing.Simulator;

namespace GitSync.Processing.Tests;

/// <summary>What GitHub does with single fields: reasons, sets, limits, what it drops, and what is null.</summary>
public sealed class FieldFactsTests
{
    private static readonly TaskContent Old = new() { Title = "Old", Body = "Body", Labels = NameSet.Of("bug"), Assignees = NameSet.Of("ada") };

    // state_reason: completed, not_planned, duplicate, reopened, null.
    [Theory]
    [InlineData("completed")]
    [InlineData("not_planned")]
    [InlineData("duplicate")]
    public async Task ReasonOfAClosing_IsTheSameOnBothSides(string reason)
    {
        await using var sync = await StartAsync();
        await sync.SaveAsync("t2", Old, SyncAction.Created);
        await sync.DrainAsync();
        sync.GitHub.CloseIssue(sync.RepositoryId, 1, reason);
        await sync.SaveAsync("t2", Old with { IsOpen = false, StateReason = reason });
        await sync.DrainAsync();

        sync.Tasks.All.Select(task => task.Content.StateReason).Should().Equal(reason, reason);
        sync.GitHub.GetIssues(sync.RepositoryId).Select(issue => issue.StateReason).Should().Equal(reason, reason);
        await RequireRestAsync(sync);
    }

    // GitHub ignores state_reason unless the state changes: the only reason that both can have is GitHub's.
    [Fact]
    public async Task ReasonChangedHereWithoutReopening_GivesWayToGitHubs_AndIsKeptOnTheOperation()
    {
        await using var sync = await StartAsync();
        await sync.SaveAsync("t1", Old with { IsOpen = false, StateReason = "completed" });
        await sync.DrainAsync();
        await sync.SaveAsync("t1", Old with { IsOpen = false, StateReason = "not_planned" });
        await sync.DrainAsync();

        sync.Tasks.All.Single().Content.StateReason.Should().Be("completed");
        (await sync.OperationsAsync()).SelectMany(operation => operation.Conflicts).Should().Equal(
            new FieldConflict("state", SyncSide.GitHub, "closed (completed)", "closed (not_planned)", "closed (completed)"));
        await RequireRestAsync(sync);
    }

    // labels and assignees in PATCH replace the whole list.
    [Fact]
    public async Task LabelsAndAssignees_GoOverAsDifferences_AndOthersStay()
    {
        await using var sync = await StartAsync();
        sync.GitHub.SetLabels(sync.RepositoryId, 1, ["bug", "theirs"]);
        sync.GitHub.SetAssignees(sync.RepositoryId, 1, ["ada", "theirs"]);
        await sync.SaveAsync("t1", Old with { Labels = NameSet.Of("ours"), Assignees = NameSet.Of("ours") });
        await sync.DrainAsync();

        var issue = sync.GitHub.GetIssue(sync.RepositoryId, 1);
        issue.Labels.Should().BeEquivalentTo("ours", "theirs");
        issue.Assignees.Should().BeEquivalentTo("ours", "theirs");
        await RequireRestAsync(sync);
    }

    // Labels, assignees and milestone silently drop out of a write without push access.
    [Fact]
    public async Task WhatGitHubDropsFromAnEdit_IsSaid_AndKeptHere_AndNotWrittenForEver()
    {
        await using var sync = await StartAsync();
        sync.GitHub.SetAppCanPush(sync.RepositoryId, false);
        await sync.SaveAsync("t1", Old with { Title = "New", Labels = NameSet.Of("bug", "ours"), Assignees = NameSet.Of("bob"), Milestone = "v1" });
        await sync.DrainAsync();

        var issue = sync.GitHub.GetIssue(sync.RepositoryId, 1);
        (issue.Title, issue.Milestone).Should().Be(("New", null));
        issue.Labels.Should().Equal("bug");
        sync.Tasks.All.Single().Content.Should().Match<TaskContent>(task => task.Labels.Contains("ours") && task.Milestone == "v1");
        (await sync.OperationsAsync()).Select(operation => operation.Explanation).Should().Contain(
            explanation => explanation!.Contains("did not take over: labels, assignees, milestone (does the App have write access?)"));
        await RequireNoWritesAsync(sync);
        sync.GitHub.SetAppCanPush(sync.RepositoryId, true);
        await sync.SaveAsync("t1", sync.Tasks.All.Single().Content with { Title = "Newer" });
        await sync.DrainAsync();
        await RequireRestAsync(sync);
        sync.GitHub.GetIssue(sync.RepositoryId, 1).Labels.Should().BeEquivalentTo(["bug", "ours"], "the next edit brings what is missing");
    }

    [Fact]
    public async Task WhatGitHubDropsAgainAndAgain_IsNotCalledAProgramThatInsists()
    {
        await using var sync = await StartAsync();
        sync.GitHub.SetAppCanPush(sync.RepositoryId, false);
        await sync.SaveAsync("t1", Old with { Labels = NameSet.Of("bug", "ours") });
        for (var i = 1; i <= 15; i++)
        {
            await sync.DrainAsync();
            sync.Clock.Advance(TimeSpan.FromSeconds(10));
            sync.GitHub.EditIssue(sync.RepositoryId, 1, title: $"Edited there {i}");
        }

        await sync.DrainAsync();
        sync.Tasks.All.Single().Content.Title.Should().Be("Edited there 15");
        (await sync.Status.ReadAsync(ResourceKind.Task, "t1")).Should().Match<SyncStatus>(
            status => status.Kind == SyncStatusKind.Synced && status.Explanation.Contains("did not take over: labels"));
    }

    // Titles of 256 characters, bodies of 65,536: what is longer is never cut.
    [Theory]
    [InlineData(true, 257, 4, "title")]
    [InlineData(false, 257, 4, "title")]
    [InlineData(true, 3, 65_537, "body")]
    [InlineData(false, 3, 65_537, "body")]
    public async Task TextThatIsTooLongForGitHub_IsAFailureThatTheUserSees_AndIsNeverCut(bool isNew, int title, int body, string named)
    {
        await using var sync = await StartAsync();
        var id = isNew ? "t2" : "t1";
        var tooLong = Old with { Title = new string('t', title), Body = new string('b', body) };
        await sync.SaveAsync(id, tooLong, isNew ? SyncAction.Created : SyncAction.Edited);
        await sync.DrainAsync();

        (await sync.Status.ReadAsync(ResourceKind.Task, id)).Should().Match<SyncStatus>(
            status => status.Kind == SyncStatusKind.Failed && status.Explanation.Contains("422") && status.Explanation.Contains(named));
        sync.Tasks.All.Single(task => task.Id == id).Content.Should().Be(tooLong);
        sync.GitHub.GetIssues(sync.RepositoryId).Should().ContainSingle().Which.Title.Should().Be("Old");
        await sync.SaveAsync(id, Old with { Title = "Short enough" });
        await sync.DrainAsync();
        sync.GitHub.GetIssues(sync.RepositoryId).Should().Contain(issue => issue.Title == "Short enough");
        await RequireRestAsync(sync);
    }

    [Fact]
    public async Task CommentThatIsTooLongForGitHub_IsAFailureThatTheUserSees()
    {
        await using var sync = await StartAsync();
        var comment = sync.Comments.Save("c1", "t1", new string('b', 65_537));
        await sync.Enqueuer.EnqueueAsync(new CommentChanged
        {
            CommentId = "c1", TaskId = "t1", Project = SyncHarness.Project, Action = SyncAction.Created, ModifiedAt = comment.ModifiedAt,
        });
        await sync.DrainAsync();

        (await sync.Status.ReadAsync(ResourceKind.Comment, "c1")).Should().Match<SyncStatus>(
            status => status.Kind == SyncStatusKind.Failed && status.Explanation.Contains("422") && status.Explanation.Contains("body"));
        sync.GitHub.GetComments(sync.RepositoryId, 1).Should().BeEmpty();
    }

    // A body may be null or "": both are no text.
    [Fact]
    public async Task BodyThatIsNull_IsNoText_AndIsNotWrittenBack()
    {
        await using var sync = await StartAsync();
        sync.GitHub.OpenIssue(sync.RepositoryId, "Without a body", body: null);
        await sync.DrainAsync();
        var task = sync.Tasks.All.Single(each => each.Id != "t1");
        task.Content.Body.Should().BeEmpty();
        await sync.SaveAsync(task.Id, task.Content with { Title = "Still without" });
        await sync.DrainAsync();

        sync.GitHub.GetIssue(sync.RepositoryId, 2).Body.Should().BeNull("only the title was changed");
        await RequireRestAsync(sync);
    }

    // The user of a deleted account is null.
    [Fact]
    public async Task AuthorWhoseAccountIsDeleted_IsNobody_AndEverythingElseIsSynchronised()
    {
        using var wire = new UsersTakenOff();
        await using var sync = await Harnesses.StartAsync(onArrival: WithoutUsers, wire: wire);
        sync.GitHub.OpenIssue(sync.RepositoryId, "By a ghost", "Body", labels: ["bug"]);
        sync.GitHub.AddComment(sync.RepositoryId, 1, "By a ghost too");
        await sync.DrainAsync();

        sync.Tasks.FactsOf(sync.Tasks.All.Single().Id)!.Author.Should().BeNull();
        var task = sync.Tasks.All.Single();
        await sync.SaveAsync(task.Id, task.Content with { Title = "Edited here" });
        await sync.DrainAsync();
        TaskView.Here(sync).Should().Equal(TaskView.There(sync)).And.ContainSingle().Which.Should().Match<TaskView>(
            view => view.Title == "Edited here" && view.Comments == "By a ghost too");
    }

    private static SimulatorWebhook WithoutUsers(SimulatorWebhook webhook)
    {
        var text = WithoutUsers(webhook.Body);
        return webhook with
        {
            Body = text,
            Headers = new Dictionary<string, string>(webhook.Headers) { ["X-Hub-Signature-256"] = WebhookSignature.Sign("simulator-secret", text) },
        };
    }

    private static string WithoutUsers(string json)
    {
        var body = JsonNode.Parse(json)!;
        foreach (var part in new[] { body, body["issue"], body["comment"] }.OfType<JsonObject>().Where(part => part.ContainsKey("user")))
        {
            part["user"] = null;
        }

        return body.ToJsonString();
    }

    private static async Task<SyncHarness> StartAsync()
    {
        var sync = await Harnesses.StartAsync();
        await sync.SaveAsync("t1", Old, SyncAction.Created);
        await sync.DrainAsync();
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        return sync;
    }

    private static async Task RequireRestAsync(SyncHarness sync)
    {
        TaskView.Here(sync).Should().Equal(TaskView.There(sync));
        await RequireNoWritesAsync(sync);
    }

    /// <summary>Another look, and everything at rest.</summary>
    private static async Task RequireNoWritesAsync(SyncHarness sync)
    {
        sync.GitHub.Requests.Clear();
        sync.Clock.Advance(TimeSpan.FromMinutes(10));
        await sync.Sweeps.RunDueAsync();
        await sync.DrainAsync();
        sync.GitHub.Requests.Count("PATCH").Should().Be(0);
    }

    /// <summary>The same in GitHub's answers.</summary>
    private sealed class UsersTakenOff : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (request.RequestUri!.AbsolutePath.Contains("/issues/", StringComparison.Ordinal))
            {
                response.Content = new StringContent(WithoutUsers(await response.Content.ReadAsStringAsync(cancellationToken)));
            }

            return response;
        }
    }
}
