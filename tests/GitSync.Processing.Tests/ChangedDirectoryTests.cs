namespace GitSync.Processing.Tests;

/// <summary>People and mentions, where the directory changes in the middle.</summary>
public sealed class ChangedDirectoryTests
{
    private readonly ChangingPeople _people = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task LoginWrittenHere_IsNotSentAgainAndAgain_AndEndsInNoOscillation(bool outward)
    {
        _people.Logins["user-17"] = "ada";
        await using var sync = await _people.StartAsync(options => options.Mentions.Outward = outward);
        await sync.SaveAsync("t1", ChangingPeople.Task with { Body = "Ask @ada" }, SyncAction.Created);
        await sync.DrainAsync();
        sync.GitHub.Requests.Clear();
        for (var i = 0; i < 12; i++)
        {
            sync.Clock.Advance(TimeSpan.FromSeconds(20));
            sync.GitHub.SetLabels(sync.RepositoryId, 1, [$"label-{i}"]);
            await sync.DrainAsync();
        }

        (await sync.OperationsAsync()).Where(operation => operation.State == OperationState.Errored).Select(operation => operation.Explanation).Should().BeEmpty();
        sync.GitHub.Requests.Entries().Count(request => request.Method == "PATCH").Should().BeLessThan(2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task MentionOfAUserWhoLostTheAccount_GoesBackAsItWas(bool anotherHasIt)
    {
        _people.Logins["user-17"] = "ada";
        await using var sync = await _people.StartAsync();
        sync.GitHub.OpenIssue(sync.RepositoryId, "Issue", "Ask @ada");
        await sync.DrainAsync();
        var task = sync.Tasks.All.Single();
        task.Content.Body.Should().Be("Ask @user-17");
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        _people.Logins.Clear();
        if (anotherHasIt)
        {
            _people.Logins["user-18"] = "ada";
        }

        await sync.SaveAsync(task.Id, task.Content with { Body = "Ask @user-17 soon" });
        await sync.Reattribution.StartAsync(new GitHubAccount("ada"), "user-17");
        await sync.DrainAsync();

        sync.GitHub.GetIssue(sync.RepositoryId, 1).Body.Should().Be("Ask @ada soon");
    }

    [Fact]
    public async Task HundredNames_AndOneMoreHere_GoBackAsTheyWere()
    {
        _people.Logins["user-17"] = "ada";
        await using var sync = await _people.StartAsync();
        var names = "@ada " + string.Join(' ', Enumerable.Range(0, 99).Select(i => $"@name{i}"));
        sync.GitHub.OpenIssue(sync.RepositoryId, "Issue", names);
        await sync.DrainAsync();
        var task = sync.Tasks.All.Single();
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        await sync.SaveAsync(task.Id, task.Content with { Body = task.Content.Body + " @onemore" });
        await sync.DrainAsync();

        sync.GitHub.GetIssue(sync.RepositoryId, 1).Body.Should().Be(names + " @onemore");
    }

    [Fact]
    public async Task RecordThatIsBeingMadeDuringTheClaim_IsTheUsersToo()
    {
        _people.KeepsPlaceholders = true;
        await using var sync = await _people.StartAsync();
        sync.GitHub.OpenIssue(sync.RepositoryId, "Issue", "Text", by: "ada", assignees: ["ada"]);
        await sync.GitHub.DrainAsync();
        var claim = (await sync.Store.WorkAsync([], new ClaimRequest("harness", 1, TimeSpan.FromMinutes(10)))).Claimed.Single();
        var completion = await sync.Processor.ProcessAsync(claim, CancellationToken.None);
        _people.Logins["u1"] = "ada";
        await sync.Reattribution.StartAsync(new GitHubAccount("ada"), "placeholder-ada");
        await sync.Store.WorkAsync([completion], new ClaimRequest("harness", 0, TimeSpan.FromMinutes(10)));
        await sync.DrainAsync();

        sync.Tasks.All.Single().Content.Assignees.Should().Equal("u1");
        sync.Tasks.FactsOf(sync.Tasks.All.Single().Id)!.Author.Should().Be("u1");
    }

    [Fact]
    public async Task AssigneeWhomNobodyKnew_IsAssignedHereOnceClaimed()
    {
        await using var sync = await _people.StartAsync();
        sync.GitHub.OpenIssue(sync.RepositoryId, "Issue", "Text", by: "bob", assignees: ["ada"]);
        await sync.DrainAsync();
        _people.Logins["u1"] = "ada";
        await sync.Reattribution.StartAsync(new GitHubAccount("ada"), null);
        await sync.DrainAsync();

        sync.Tasks.All.Single().Content.Assignees.Should().Equal("u1");
    }

    [Fact]
    public async Task ClaimWhileARecordIsWithdrawn_ReachesTheRecordAfterwards()
    {
        _people.KeepsPlaceholders = true;
        await using var sync = await _people.StartAsync();
        sync.GitHub.OpenIssue(sync.RepositoryId, "Issue", "Text", by: "ada", assignees: ["ada"]);
        await sync.DrainAsync();
        var task = sync.Tasks.All.Single();
        await _people.SaveAsync(sync, isPrivate: true, task);
        _people.Logins["u1"] = "ada";
        await sync.Reattribution.StartAsync(new GitHubAccount("ada"), "placeholder-ada");
        await sync.DrainAsync();
        await _people.SaveAsync(sync, isPrivate: false, task);
        await sync.Reattribution.StartAsync(new GitHubAccount("ada"), "placeholder-ada");
        await sync.DrainAsync();

        sync.Tasks.FactsOf(task.Id)!.Author.Should().Be("u1");
        sync.Tasks.All.Single().Content.Assignees.Should().Equal("u1");
    }

    [Fact]
    public async Task AssigneeRemovedHere_JustBeforeTheClaim_StaysRemoved()
    {
        _people.KeepsPlaceholders = true;
        await using var sync = await _people.StartAsync();
        sync.GitHub.OpenIssue(sync.RepositoryId, "Issue", "Text", assignees: ["ada"]);
        await sync.DrainAsync();
        var task = sync.Tasks.All.Single();
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        await sync.SaveAsync(task.Id, task.Content with { Assignees = NameSet.Of() });
        _people.Logins["u1"] = "ada";
        await sync.Reattribution.StartAsync(new GitHubAccount("ada"), "placeholder-ada");
        await sync.DrainAsync();

        sync.GitHub.GetIssue(sync.RepositoryId, 1).Assignees.Should().BeEmpty();
        sync.Tasks.All.Single().Content.Assignees.Should().BeEmpty();
    }

    [Fact]
    public async Task AssigneeWhomTheDirectoryDoesNotKnowAnyMore_StaysAssignedHere()
    {
        _people.Logins["u1"] = "ada";
        await using var sync = await _people.StartAsync();
        sync.GitHub.OpenIssue(sync.RepositoryId, "Issue", "Text", assignees: ["ada"]);
        await sync.DrainAsync();
        _people.Logins.Clear();
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        sync.GitHub.EditIssue(sync.RepositoryId, 1, title: "Edited");
        await sync.DrainAsync();

        sync.Tasks.All.Single().Content.Assignees.Should().Equal("u1");
    }
}
