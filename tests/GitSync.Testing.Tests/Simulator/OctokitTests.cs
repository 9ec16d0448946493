using FluentAssertions.Execution;
using Octokit;
using static GitSync.Testing.Tests.Simulator.SimulatorWorld;

namespace GitSync.Testing.Tests.Simulator;

/// <summary>The real client library against the simulator, in process and over a port.</summary>
public sealed class OctokitTests : IAsyncDisposable
{
    private readonly SimulatorWorld world = new();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task IssueCreated_ReadBackByNameAndById_IsTheSame()
    {
        var client = world.Octokit();

        var created = await client.Issue.Create(Owner, Name, new NewIssue("Größe falsch") { Body = "see **here**", Labels = { "bug" } });
        var byName = await client.Issue.Get(Owner, Name, created.Number);
        var byId = await client.Issue.Get(RepositoryId, created.Number);

        using var scope = new AssertionScope();
        created.Title.Should().Be("Größe falsch");
        created.User.Login.Should().Be("gitsync[bot]");
        created.User.Type.Should().Be(AccountType.Bot);
        created.Labels.Should().ContainSingle(l => l.Name == "bug");
        created.Id.Should().BeGreaterThan(uint.MaxValue, "ids do not fit 32 bits");
        byName.Id.Should().Be(created.Id);
        byId.Id.Should().Be(created.Id);
        byId.Url.Should().EndWith($"repos/{Owner}/{Name}/issues/{created.Number}");
    }

    [Fact]
    public async Task Patch_ChangesOnlyWhatWasSent()
    {
        var client = world.Octokit();
        var milestone = world.Simulator.CreateMilestone(RepositoryId, "1.0");
        var issue = world.Simulator.OpenIssue(
            RepositoryId, "old", "text", labels: ["a", "b"], assignees: ["mona"], milestone: milestone.Number);
        var uri = new Uri($"repositories/{RepositoryId}/issues/{issue.Number}", UriKind.Relative);

        var titled = (await client.Connection.Patch<Issue>(uri, new { title = "new" })).Body;
        titled.Labels.Select(l => l.Name).Should().Equal("a", "b");
        titled.Body.Should().Be("text");
        titled.Milestone.Number.Should().Be(milestone.Number);
        titled.Assignees.Single().Login.Should().Be("mona");

        var replaced = (await client.Connection.Patch<Issue>(uri, new { labels = new[] { "b", "c" }, assignees = Array.Empty<string>() })).Body;
        replaced.Labels.Select(l => l.Name).Should().Equal("b", "c");
        replaced.Assignees.Should().BeEmpty();
        replaced.Milestone.Should().NotBeNull();
    }

    [Fact]
    public async Task IssueUpdateOfOctokit_ClearsTheMilestoneBecauseItAlwaysSendsNull()
    {
        var milestone = world.Simulator.CreateMilestone(RepositoryId, "1.0");
        var issue = world.Simulator.OpenIssue(RepositoryId, "t", milestone: milestone.Number);

        await world.Octokit().Issue.Update(RepositoryId, issue.Number, new IssueUpdate { Title = "x" });

        world.Simulator.GetIssue(RepositoryId, issue.Number).Milestone.Should().BeNull();
    }

    [Fact]
    public async Task Comments_CreatedEditedDeleted_AreListed()
    {
        var client = world.Octokit();
        var issue = world.Simulator.OpenIssue(RepositoryId, "t");
        var person = world.Simulator.AddComment(RepositoryId, issue.Number, "hello", by: "mona");

        var own = await client.Issue.Comment.Create(RepositoryId, issue.Number, "hi");
        await client.Issue.Comment.Update(RepositoryId, own.Id, "hi!");
        var all = await client.Issue.Comment.GetAllForIssue(RepositoryId, issue.Number);
        await client.Issue.Comment.Delete(RepositoryId, own.Id);
        var left = await client.Issue.Comment.GetAllForRepository(RepositoryId);

        all.Select(c => (c.Id, c.Body, c.User.Login)).Should().Equal(
            (person.Id, "hello", "mona"), (own.Id, "hi!", "gitsync[bot]"));
        left.Should().ContainSingle(c => c.Id == person.Id);
    }

    [Fact]
    public async Task PullRequest_SharesTheNumberButHasAnotherId()
    {
        var client = world.Octokit();
        var opened = world.Simulator.OpenPullRequest(RepositoryId, "change", draft: true);

        var asIssue = await client.Issue.Get(RepositoryId, opened.Number);
        var asPull = await client.PullRequest.Get(RepositoryId, opened.Number);

        using var scope = new AssertionScope();
        asIssue.PullRequest.Should().NotBeNull();
        asPull.Number.Should().Be(asIssue.Number);
        asPull.Id.Should().NotBe(asIssue.Id);
        asPull.Draft.Should().BeTrue();
        (await client.PullRequest.GetAllForRepository(RepositoryId)).Should().ContainSingle();
    }

    [Fact]
    public async Task MergedPullRequest_IsClosedAndMerged()
    {
        var pull = world.Simulator.OpenPullRequest(RepositoryId, "change");
        world.Simulator.MergePullRequest(RepositoryId, pull.Number, by: "mona");

        var read = await world.Octokit().PullRequest.Get(RepositoryId, pull.Number);

        read.Merged.Should().BeTrue();
        read.State.Value.Should().Be(ItemState.Closed);
        read.MergedBy.Login.Should().Be("mona");
    }

    [Fact]
    public async Task StateReason_CountsOnlyWithAChangeOfState()
    {
        var client = world.Octokit();
        var issue = world.Simulator.OpenIssue(RepositoryId, "t");
        var uri = new Uri($"repositories/{RepositoryId}/issues/{issue.Number}", UriKind.Relative);

        var closed = (await client.Connection.Patch<Issue>(uri, new { state = "closed", state_reason = "duplicate" })).Body;
        var again = (await client.Connection.Patch<Issue>(uri, new { state = "closed", state_reason = "completed" })).Body;
        var reopened = (await client.Connection.Patch<Issue>(uri, new { state = "open" })).Body;

        closed.StateReason!.Value.StringValue.Should().Be("duplicate");
        again.StateReason!.Value.StringValue.Should().Be("duplicate");
        reopened.StateReason!.Value.StringValue.Should().Be("reopened");
    }

    [Fact]
    public async Task GetAll_FollowsTheLinksToTheEnd()
    {
        for (var i = 0; i < 7; i++)
            world.Simulator.OpenIssue(RepositoryId, $"t{i}");

        var all = await world.Octokit().Issue.GetAllForRepository(RepositoryId, new RepositoryIssueRequest(), new ApiOptions { PageSize = 3 });

        all.Select(i => i.Number).Should().Equal(7, 6, 5, 4, 3, 2, 1);
        world.Simulator.Requests.Count("GET", "/issues").Should().Be(3);
    }

    [Fact]
    public async Task DeletedIssue_IsApiExceptionWith410()
    {
        var issue = world.Simulator.OpenIssue(RepositoryId, "t");
        world.Simulator.DeleteIssue(RepositoryId, issue.Number);

        var get = () => world.Octokit().Issue.Get(RepositoryId, issue.Number);

        (await get.Should().ThrowAsync<ApiException>()).Which.StatusCode.Should().Be(System.Net.HttpStatusCode.Gone);
    }

    [Fact]
    public async Task TransferredIssue_IsFollowedToTheOtherRepository()
    {
        world.Simulator.CreateRepository(Owner, "other", AcmeInstallation, 8_000_000_002);
        var issue = world.Simulator.OpenIssue(RepositoryId, "t");
        world.Simulator.AddComment(RepositoryId, issue.Number, "moves along");
        var moved = world.Simulator.TransferIssue(RepositoryId, issue.Number, 8_000_000_002);

        var patched = (await world.Octokit().Connection.Patch<Issue>(
            new Uri($"repos/{Owner}/{Name}/issues/{issue.Number}", UriKind.Relative), new { title = "landed elsewhere" })).Body;

        patched.Id.Should().Be(moved.Id);
        patched.Url.Should().Contain("/other/");
        world.Simulator.GetIssue(8_000_000_002, moved.Number).Title.Should().Be("landed elsewhere");
        world.Simulator.GetComments(8_000_000_002, moved.Number).Should().ContainSingle();
    }

    [Fact]
    public async Task RenamedRepository_IsFoundUnderItsFormerName()
    {
        var issue = world.Simulator.OpenIssue(RepositoryId, "t");
        world.Simulator.RenameRepository(RepositoryId, "store");

        var read = await world.Octokit().Issue.Get(Owner, Name, issue.Number);

        read.Url.Should().Contain("/store/");
    }

    [Fact]
    public async Task AppJwt_GetsATokenThatWorks()
    {
        var app = world.Octokit("header.claims.signature", AuthenticationType.Bearer);

        var installation = await app.GitHubApps.GetRepositoryInstallationForCurrent(Owner, Name);
        var token = await app.GitHubApps.CreateInstallationToken(installation.Id);
        var repositories = await world.Octokit(token.Token).GitHubApps.Installation.GetAllRepositoriesForCurrent();

        installation.Id.Should().Be(AcmeInstallation);
        token.ExpiresAt.Should().Be(new DateTimeOffset(2026, 3, 1, 13, 0, 0, TimeSpan.Zero));
        token.Token.Length.Should().BeInRange(500, 540);
        repositories.Repositories.Should().ContainSingle(r => r.Id == RepositoryId);
    }

    [Fact]
    public async Task PrimaryLimit_IsRateLimitExceededException()
    {
        await using var limited = new SimulatorWorld(o => (o.RateLimitPerHour, o.TokenLifetime) = (2, TimeSpan.FromHours(2)));
        var client = limited.Octokit();
        await client.Repository.Get(RepositoryId);
        await client.Repository.Get(RepositoryId);

        var third = () => client.Repository.Get(RepositoryId);

        var thrown = (await third.Should().ThrowAsync<RateLimitExceededException>()).Which;
        thrown.Remaining.Should().Be(0);
        thrown.Reset.Should().Be(new DateTimeOffset(2026, 3, 1, 13, 0, 0, TimeSpan.Zero));
        limited.Clock.Advance(TimeSpan.FromHours(1));
        await third.Should().NotThrowAsync();
    }

    [Fact]
    public async Task SecondaryLimit_IsToldWith403Or429()
    {
        await using var limited = new SimulatorWorld(o => o.ContentWritesPerMinute = 1);
        var client = limited.Octokit();
        await client.Issue.Create(RepositoryId, new NewIssue("one"));

        var second = () => client.Issue.Create(RepositoryId, new NewIssue("two"));

        (await second.Should().ThrowAsync<SecondaryRateLimitExceededException>()).Which.HttpResponse.Headers["Retry-After"].Should().Be("60");
        limited.Options.SecondaryLimitStatus = 429;
        (await second.Should().ThrowAsync<ApiException>()).Which.StatusCode.Should().Be(System.Net.HttpStatusCode.TooManyRequests);
        limited.Simulator.GetIssues(RepositoryId).Should().ContainSingle();
    }

    [Fact]
    public async Task OverAPort_TheSameCallsWork()
    {
        await using var host = await KestrelSimulator.StartAsync(world.Simulator);
        var client = host.Octokit(world.Token);
        for (var i = 0; i < 5; i++)
            await client.Issue.Create(Owner, Name, new NewIssue($"t{i}") { Labels = { "needs work/now" } });

        var all = await client.Issue.GetAllForRepository(RepositoryId, new RepositoryIssueRequest(), new ApiOptions { PageSize = 2 });
        var label = await client.Issue.Labels.Get(RepositoryId, "needs work/now");

        all.Should().HaveCount(5);
        label.Name.Should().Be("needs work/now");
    }

    [Fact]
    public async Task OverAPort_ALostAnswerCutsTheConnectionAfterApplying()
    {
        await using var host = await KestrelSimulator.StartAsync(world.Simulator);
        world.Simulator.Faults.LoseNextAnswer(r => r.Method == "POST");

        var create = () => host.Octokit(world.Token).Issue.Create(Owner, Name, new NewIssue("t"));

        await create.Should().ThrowAsync<HttpRequestException>();
        world.Simulator.GetIssues(RepositoryId).Should().ContainSingle();
        world.Simulator.Requests.Count("POST").Should().Be(1, ".NET does not resend a POST");
    }

    [Fact]
    public async Task OverAPort_AnAnswerThatNeverComesRunsIntoTheClientsTimeOut()
    {
        await using var host = await KestrelSimulator.StartAsync(world.Simulator);
        var client = host.Octokit(world.Token);
        client.SetRequestTimeout(TimeSpan.FromSeconds(1));
        await client.Repository.Get(RepositoryId);
        world.Simulator.Faults.TimeOutNext(match: r => r.Method == "POST");

        var create = () => client.Issue.Create(Owner, Name, new NewIssue("t"));

        await create.Should().ThrowAsync<TaskCanceledException>();
        world.Simulator.GetIssues(RepositoryId).Should().ContainSingle();
    }
}
