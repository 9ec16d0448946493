using GitSync.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using static GitSync.Processing.Tests.DriftScene;

namespace GitSync.Processing.Tests;

/// <summary>What differs without an operation that explains it: shown without writing anything, and mended by ordinary operations.</summary>
public sealed class DriftTests
{
    [Fact]
    public async Task EqualSides_ShowNothing()
    {
        await using var sync = await StartAsync();
        sync.GitHub.OpenIssue(sync.RepositoryId, "Born there");
        sync.GitHub.OpenPullRequest(sync.RepositoryId, "A pull request", draft: true);
        sync.GitHub.AddComment(sync.RepositoryId, 1, "Said there");
        await sync.DrainAsync();
        await CloseHereAsync(sync);
        var report = await ReadAsync(sync);

        report.SelectMany(page => page.Items).Should().BeEmpty();
        report.Sum(page => page.Compared).Should().Be(3 + 2, "two issues, a pull request and two comments");
    }

    [Fact]
    public async Task SilentEditsOnBothSides_AreShownFieldByField_AndMended()
    {
        await using var sync = await StartAsync();
        sync.Tasks.Save("t1", SyncHarness.Project, Old with { Title = "Tampered", Labels = NameSet.Of("bug", "here") });
        Silently(sync, () =>
        {
            sync.GitHub.EditIssue(sync.RepositoryId, 1, body: "Edited there" + sync.GitHub.GetIssue(sync.RepositoryId, 1).Body!["Body".Length..]);
            sync.GitHub.SetLabels(sync.RepositoryId, 1, ["bug", "there"]);
            sync.GitHub.EditComment(sync.RepositoryId, sync.GitHub.GetComments(sync.RepositoryId, 1).Single().Id, "Edited there");
        });
        var (records, operations) = (sync.Tasks.Writes, await CountAsync(sync));
        sync.GitHub.Requests.Clear();
        var items = (await ReadAsync(sync)).SelectMany(page => page.Items).ToList();

        sync.GitHub.Requests.Entries().Should().OnlyContain(request => request.Method == "GET", "a preview writes nothing");
        sync.GitHub.Requests.Total.Should().Be(2, "a page of issues and a page of comments");
        (sync.Tasks.Writes, await CountAsync(sync)).Should().Be((records, operations));
        var task = items.Should().ContainSingle(item => item.Resource == ResourceKind.Task).Subject;
        task.Kind.Should().Be(DriftKind.Differs);
        task.Fields.Should().BeEquivalentTo([
            new DriftField("title", "Tampered", "Old", "Old", DriftRemedy.WriteGitHub, false),
            new DriftField("body", "Body", "Edited there", "Body", DriftRemedy.WriteHere, false),
            new DriftField("labels", "bug, here", "bug, there", "bug", DriftRemedy.WriteBoth, false),
        ]);
        task.Repair.Should().Be("Writes the record (body, labels). Writes GitHub (title, labels).");
        items.Should().ContainSingle(item => item.Resource == ResourceKind.Comment).Which.Fields.Should().ContainSingle().Which.Should().Match<DriftField>(
            field => field.Here == "Said" && field.OnGitHub == "Edited there" && field.Remedy == DriftRemedy.WriteHere);

        var repair = await sync.Drift.RepairAsync(sync.RepositoryId, items, "ada");
        repair.Outcomes.Should().HaveCount(2);
        var queued = (await sync.OperationsAsync()).Where(each => !each.State.IsEnded()).ToList();
        queued.Should().OnlyContain(each => each.Priority == SyncPriority.Reconcile && each.Actor == "ada");
        await sync.DrainAsync();

        var issue = sync.GitHub.GetIssue(sync.RepositoryId, 1);
        issue.Title.Should().Be("Tampered");
        issue.Labels.Should().BeEquivalentTo("bug", "here", "there");
        sync.Tasks.All.Single().Content.Should().Be(Old with { Title = "Tampered", Body = "Edited there", Labels = NameSet.Of("bug", "here", "there") });
        sync.Comments.All.Single().Content.Body.Should().Be("Edited there");
        await ShouldBeEmptyAsync(sync);
    }

    [Fact]
    public async Task FieldChangedOnBothSides_SaysWhatThePolicyDecides()
    {
        await using var sync = await StartAsync();
        sync.Tasks.Save("t1", SyncHarness.Project, Old with { Title = "Here" });
        sync.Clock.Advance(TimeSpan.FromSeconds(5));
        Silently(sync, () => sync.GitHub.EditIssue(sync.RepositoryId, 1, title: "There"));

        var field = (await ReadAsync(sync)).SelectMany(page => page.Items).Single().Fields.Single();
        field.Should().Be(new DriftField("title", "Here", "There", "Old", DriftRemedy.WriteHere, IsConflict: true));
        await sync.Drift.RepairAllAsync(sync.RepositoryId);
        await sync.DrainAsync();
        sync.Tasks.All.Single().Content.Title.Should().Be("There");
        (await sync.OperationsAsync())[^1].Conflicts.Should().ContainSingle(conflict => conflict.LosingValue == "Here");
        await ShouldBeEmptyAsync(sync);
    }

    [Fact]
    public async Task ConflictThatWaitsForAPerson_IsExplained()
    {
        await using var sync = await StartAsync(options => options.Merge = new MergePolicy { Title = FieldPolicy.Manual });
        Silently(sync, () => sync.GitHub.EditIssue(sync.RepositoryId, 1, title: "There"));
        sync.Tasks.Save("t1", SyncHarness.Project, Old with { Title = "Here" });
        (await ReadAsync(sync)).SelectMany(page => page.Items).Single().Should().Match<DriftItem>(
            item => !item.CanRepair && item.Fields[0].Remedy == DriftRemedy.Decide && item.Repair == "A person has to decide: title.");
        await sync.SaveAsync("t1", Old with { Title = "Here" });
        await sync.DrainAsync();
        sync.Clock.Advance(TimeSpan.FromSeconds(5));

        var report = await ReadAsync(sync);
        report.SelectMany(page => page.Items).Should().BeEmpty();
        report.Sum(page => page.Explained).Should().Be(1);
    }

    [Fact]
    public async Task WhatIsOnOneSideOnly_IsShown_AndMendedByPolicy()
    {
        await using var sync = await StartAsync(options => options.IssueDeletedOnGitHub = DeletionPolicy.Delete);
        await sync.SaveAsync("t2", Old, SyncAction.Created);
        await sync.SaveAsync("t3", Old, SyncAction.Created);
        await sync.DrainAsync();
        Silently(sync, () =>
        {
            sync.GitHub.DeleteIssue(sync.RepositoryId, 2);
            sync.GitHub.OpenIssue(sync.RepositoryId, "Unknown");
            sync.GitHub.AddComment(sync.RepositoryId, 4, "On the unknown one");
        });
        sync.Tasks.Remove("t3");
        sync.GitHub.Requests.Clear();
        var items = (await ReadAsync(sync)).SelectMany(page => page.Items).ToList();

        items.Select(item => (item.Kind, item.Remote)).Should().BeEquivalentTo([
            (DriftKind.OnlyOnGitHub, LaneName.OfIssue(sync.RepositoryId, 4)),
            (DriftKind.OnlyOnGitHub, LaneName.OfGitHubComment(sync.GitHub.GetComments(sync.RepositoryId, 4).Single().Id)),
            (DriftKind.MissingOnGitHub, LaneName.OfIssue(sync.RepositoryId, 2)),
            (DriftKind.RecordMissing, LaneName.OfIssue(sync.RepositoryId, 3)),
        ]);
        sync.GitHub.Requests.Entries().Count(request => int.TryParse(request.Path.Split('/')[^1], out _)).Should().Be(1, "the missing one alone is read");

        // The comment alone brings its issue along.
        await sync.Drift.RepairAsync(sync.RepositoryId, [.. items.Where(item => item.Resource == ResourceKind.Comment)]);
        await sync.DrainAsync();
        sync.Comments.All.Should().ContainSingle(comment => comment.Content.Body == "On the unknown one");
        var repair = await sync.Drift.RepairAllAsync(sync.RepositoryId);
        await sync.DrainAsync();

        repair.Should().Be(new DriftRepairTotal(1, 1, null, null));
        sync.Tasks.All.Select(task => task.Content.Title).Should().BeEquivalentTo("Old", "Unknown");
        (await ReadAsync(sync)).SelectMany(page => page.Items).Should().ContainSingle().Which.Kind.Should().Be(DriftKind.RecordMissing, "nobody has said that it was deleted");
    }

    [Fact]
    public async Task ObjectOfOurs_WhoseAnswerWasLost_IsLinkedAndNotMadeTwice()
    {
        await using var sync = await StartAsync();
        sync.GitHub.Faults.VanishWebhook = 1;
        sync.GitHub.Faults.LoseNextAnswer(request => request.Method == "POST" && request.Path.EndsWith("/issues", StringComparison.Ordinal));
        await sync.SaveAsync("t2", Old with { Title = "Made once" }, SyncAction.Created);
        var claim = (await sync.Store.WorkAsync([], new ClaimRequest("harness", 1, TimeSpan.FromMinutes(10)))).Claimed.Single();
        await sync.Store.WorkAsync([await sync.Processor.ProcessAsync(claim, CancellationToken.None)], new ClaimRequest("harness", 0, TimeSpan.FromMinutes(10)));
        var item = (await ReadAsync(sync)).SelectMany(page => page.Items).Should().ContainSingle().Subject;
        item.Repair.Should().StartWith("Links it with the record");
        await sync.Drift.RepairAsync(sync.RepositoryId, [item]);
        await sync.DrainAsync();

        sync.Tasks.All.Should().HaveCount(2);
        sync.GitHub.GetIssues(sync.RepositoryId).Should().HaveCount(2);
        await ShouldBeEmptyAsync(sync);
    }

    [Fact]
    public async Task QueuedEdit_IsNoDrift()
    {
        await using var sync = await StartAsync();
        await sync.SaveAsync("t1", Old with { Title = "On its way" });
        var report = await ReadAsync(sync);

        report.SelectMany(page => page.Items).Should().BeEmpty();
        report.Sum(page => page.Explained).Should().Be(1);
    }

    [Fact]
    public async Task DeletedHere_IsNoDrift()
    {
        await using var sync = await StartAsync();
        sync.Tasks.Remove("t1");
        await sync.Enqueuer.EnqueueAsync(new TaskChanged { TaskId = "t1", Project = SyncHarness.Project, Action = SyncAction.Deleted, ModifiedAt = sync.Clock.GetUtcNow() });
        await sync.DrainAsync();

        await ShouldBeEmptyAsync(sync);
    }

    [Fact]
    public async Task AssigneeWithoutAGitHubAccount_IsNoDrift()
    {
        await using var sync = await StartAsync(services: services => services.Replace(ServiceDescriptor.Singleton<IUserDirectory>(new NobodyHasALogin())));
        await sync.SaveAsync("t1", Old with { Assignees = NameSet.Of("offline") });
        await sync.DrainAsync();

        await ShouldBeEmptyAsync(sync);
    }

    [Fact]
    public async Task TextThatMayNotLeave_IsSaidBeforehand()
    {
        await using var sync = await StartAsync(services: services => services.Replace(ServiceDescriptor.Singleton<IOutboundPolicy, NothingLeaves>()), create: false);
        sync.GitHub.OpenIssue(sync.RepositoryId, "Old", "Body");
        await sync.DrainAsync();
        var task = sync.Tasks.All.Single();
        sync.Tasks.Save(task.Id, SyncHarness.Project, task.Content with { Title = "Tampered" });

        (await ReadAsync(sync)).SelectMany(page => page.Items).Single().Repair.Should().StartWith("Does not write GitHub (title): no outbound policy is registered");
    }

    private static async Task CloseHereAsync(SyncHarness sync)
    {
        await sync.SaveAsync("t1", Old with { IsOpen = false });
        await sync.DrainAsync();
    }

    private static async Task ShouldBeEmptyAsync(SyncHarness sync) => (await ReadAsync(sync)).SelectMany(page => page.Items).Should().BeEmpty();

    private static async Task<int> CountAsync(SyncHarness sync) => (await sync.OperationsAsync()).Count;

    private sealed class NobodyHasALogin : IUserDirectory
    {
        public ValueTask<string?> FindUserIdAsync(GitHubAccount account, CancellationToken cancellationToken) => ValueTask.FromResult<string?>(null);

        public ValueTask<string?> FindLoginAsync(string userId, CancellationToken cancellationToken) => ValueTask.FromResult<string?>(null);
    }
}
