using System.Net;
using System.Text.Json.Nodes;
using static GitSync.Testing.Tests.Simulator.HttpExtensions;
using static GitSync.Testing.Tests.Simulator.SimulatorWorld;

namespace GitSync.Testing.Tests.Simulator;

/// <summary>What GitHub refuses, pages and writes down, seen as plain HTTP.</summary>
public sealed class RestTests : IAsyncDisposable
{
    private const string Issues = $"repos/{Owner}/{Name}/issues";
    private readonly SimulatorWorld world = new();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task Times_AreWholeSecondsInUtc()
    {
        var number = world.Simulator.OpenIssue(RepositoryId, "t").Number;

        var response = await world.Http().GetAsync($"{Issues}/{number}");
        var issue = await response.ObjectAsync();

        issue["created_at"]!.GetValue<string>().Should().Be("2026-03-01T12:00:00Z");
        issue["updated_at"]!.GetValue<string>().Should().Be("2026-03-01T12:00:00Z");
        response.Headers.Date.Should().Be(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task Since_MeansUpdatedAtOrAfter()
    {
        world.Simulator.OpenIssue(RepositoryId, "before");
        world.Clock.Advance(TimeSpan.FromSeconds(10));
        world.Simulator.OpenIssue(RepositoryId, "at");
        world.Clock.Advance(TimeSpan.FromSeconds(10));
        world.Simulator.OpenIssue(RepositoryId, "after");

        var found = await (await world.Http().GetAsync($"{Issues}?since=2026-03-01T12:00:10Z&sort=updated&direction=asc&state=all")).ArrayAsync();

        found.Select(i => i!["title"]!.GetValue<string>()).Should().Equal("at", "after");
    }

    [Fact]
    public async Task Pages_CarryLinksBackToWhereTheRequestCameIn()
    {
        for (var i = 0; i < 5; i++)
            world.Simulator.OpenIssue(RepositoryId, $"t{i}");
        var client = new HttpClient(world.Simulator.CreateHandler("/github")) { BaseAddress = new Uri("http://somewhere:81/github/") };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("tests");
        client.DefaultRequestHeaders.Authorization = new("Bearer", world.Token);

        var middle = await client.GetAsync($"repositories/{RepositoryId}/issues?per_page=2&page=2");
        var beyond = await client.GetAsync($"repositories/{RepositoryId}/issues?per_page=2&page=9");

        var root = $"<http://somewhere:81/github/repositories/{RepositoryId}/issues?per_page=2&page=";
        middle.Header("Link").Should().Be(
            $"{root}1>; rel=\"prev\", {root}3>; rel=\"next\", {root}3>; rel=\"last\", {root}1>; rel=\"first\"");
        (await beyond.ArrayAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task PageSize_IsCutToTheLimit()
    {
        for (var i = 0; i < 101; i++)
            world.Simulator.OpenIssue(RepositoryId, $"t{i}");

        (await (await world.Http().GetAsync($"{Issues}?per_page=1000")).ArrayAsync()).Should().HaveCount(100);
    }

    [Fact]
    public async Task KnownETag_Is304AndDoesNotCount()
    {
        var client = world.Http();
        var first = await client.GetAsync(Issues);
        using var again = new HttpRequestMessage(HttpMethod.Get, Issues);
        again.Headers.TryAddWithoutValidation("If-None-Match", first.Header("ETag"));
        using var otherToken = new HttpRequestMessage(HttpMethod.Get, Issues);
        otherToken.Headers.TryAddWithoutValidation("If-None-Match", first.Header("ETag"));

        var second = await client.SendAsync(again);
        var rotated = await world.Http(world.Simulator.CreateInstallationToken(AcmeInstallation)).SendAsync(otherToken);

        second.StatusCode.Should().Be(HttpStatusCode.NotModified);
        second.Header("X-RateLimit-Used").Should().Be(first.Header("X-RateLimit-Used"));
        rotated.StatusCode.Should().Be(HttpStatusCode.OK, "ETags are bound to the token");
    }

    [Theory]
    [InlineData("""{"body":"no title"}""", "title", "missing_field")]
    [InlineData("""{"title":" "}""", "title", "missing_field")]
    [InlineData("""{"title":5}""", "title", "invalid")]
    [InlineData("""{"title":"t","milestone":7}""", "milestone", "invalid")]
    [InlineData("""{"title":"t","assignees":["nobody-knows"]}""", "assignees", "invalid")]
    public async Task BadIssue_Is422WithItsField(string body, string field, string code)
    {
        var response = await world.Http().PostAsync(Issues, Json(body));

        response.StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
        var error = (await response.ObjectAsync())["errors"]![0]!;
        error["field"]!.GetValue<string>().Should().Be(field);
        error["code"]!.GetValue<string>().Should().Be(code);
        world.Simulator.GetIssues(RepositoryId).Should().BeEmpty();
    }

    [Fact]
    public async Task Lengths_AreLimited()
    {
        var client = world.Http();
        Task<HttpResponseMessage> Post(int title, int body) => client.PostAsync(Issues, Json(new JsonObject
        {
            ["title"] = new string('t', title), ["body"] = new string('b', body),
        }.ToJsonString()));

        (await Post(256, 65_536)).StatusCode.Should().Be(HttpStatusCode.Created);
        (await Post(257, 1)).StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
        (await Post(1, 65_537)).StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
    }

    [Theory]
    [InlineData("{", "Problems parsing JSON")]
    [InlineData("[1]", "Body should be a JSON object")]
    public async Task BrokenJson_Is400(string body, string message)
    {
        var response = await world.Http().PostAsync(Issues, Json(body));

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await response.ObjectAsync())["message"]!.GetValue<string>().Should().Be(message);
    }

    [Fact]
    public async Task WithoutPush_LabelsAssigneesAndMilestoneDropOutSilently()
    {
        world.Simulator.AddUser("mona");
        world.Simulator.SetAppCanPush(RepositoryId, false);

        var response = await world.Http().PostAsync(Issues, Json("""{"title":"t","labels":["bug"],"assignees":["mona"]}"""));
        var issue = await response.ObjectAsync();

        response.StatusCode.Should().Be(HttpStatusCode.Created);
        issue["labels"]!.AsArray().Should().BeEmpty();
        issue["assignees"]!.AsArray().Should().BeEmpty();
    }

    [Fact]
    public async Task ArchivedRepository_IsReadOnly()
    {
        var number = world.Simulator.OpenIssue(RepositoryId, "t").Number;
        world.Simulator.SetArchived(RepositoryId, true);

        (await world.Http().GetAsync($"{Issues}/{number}")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await world.Http().PatchAsync($"{Issues}/{number}", Json("""{"title":"x"}"""))).StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task IssuesTurnedOff_Is410ButPullRequestsStay()
    {
        var issue = world.Simulator.OpenIssue(RepositoryId, "t").Number;
        var pull = world.Simulator.OpenPullRequest(RepositoryId, "p").Number;
        world.Simulator.SetHasIssues(RepositoryId, false);

        (await world.Http().GetAsync($"{Issues}/{issue}")).StatusCode.Should().Be(HttpStatusCode.Gone);
        (await world.Http().GetAsync(Issues)).StatusCode.Should().Be(HttpStatusCode.Gone);
        (await world.Http().GetAsync($"{Issues}/{pull}")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task DeletedIssue_IsGoneAndInNoList()
    {
        var number = world.Simulator.OpenIssue(RepositoryId, "t").Number;
        var comment = world.Simulator.AddComment(RepositoryId, number, "c");
        world.Simulator.DeleteIssue(RepositoryId, number);

        (await world.Http().GetAsync($"{Issues}/{number}")).StatusCode.Should().Be(HttpStatusCode.Gone);
        (await world.Http().GetAsync($"{Issues}/comments/{comment.Id}")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await (await world.Http().GetAsync($"{Issues}?state=all&since=2020-01-01T00:00:00Z")).ArrayAsync()).Should().BeEmpty();
        (await (await world.Http().GetAsync($"{Issues}/comments")).ArrayAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task TransferredIssue_Is301ToItsNewPlaceTailIncluded()
    {
        world.Simulator.CreateRepository(Owner, "other", AcmeInstallation, 8_000_000_002);
        var number = world.Simulator.OpenIssue(RepositoryId, "t").Number;
        var moved = world.Simulator.TransferIssue(RepositoryId, number, 8_000_000_002).Number;

        var response = await world.Http().GetAsync($"{Issues}/{number}/comments");

        response.StatusCode.Should().Be(HttpStatusCode.MovedPermanently);
        response.Headers.Location.Should().Be($"http://simulator.test/repositories/8000000002/issues/{moved}/comments");
    }

    [Fact]
    public async Task UnknownThings_Are404WithAMessage()
    {
        foreach (var path in new[] { $"{Issues}/99", "repos/acme/nothing/issues/1", "no/such/route", $"{Issues}/comments/1", "repositories/1" })
        {
            var response = await world.Http().GetAsync(path);
            response.StatusCode.Should().Be(HttpStatusCode.NotFound, path);
            (await response.ObjectAsync())["message"]!.GetValue<string>().Should().Be("Not Found");
        }
    }

    [Fact]
    public async Task Comment_TouchesTheIssueEvenWhenTheEditChangesNothing()
    {
        var number = world.Simulator.OpenPullRequest(RepositoryId, "t").Number;
        var comment = world.Simulator.AddComment(RepositoryId, number, "same");
        world.Clock.Advance(TimeSpan.FromMinutes(1));

        await world.Http().PatchAsync($"{Issues}/comments/{comment.Id}", Json("""{"body":"same"}"""));

        var issue = await (await world.Http().GetAsync($"{Issues}/{number}")).ObjectAsync();
        var pull = await (await world.Http().GetAsync($"repos/{Owner}/{Name}/pulls/{number}")).ObjectAsync();
        issue["updated_at"]!.GetValue<string>().Should().Be("2026-03-01T12:01:00Z");
        pull["updated_at"]!.GetValue<string>().Should().Be("2026-03-01T12:00:00Z", "the two sides of one number differ");
    }

    [Fact]
    public async Task LabelEndpoints_AddReplaceAndRemove()
    {
        var number = world.Simulator.OpenIssue(RepositoryId, "t", labels: ["a"]).Number;
        var client = world.Http();
        async Task<IEnumerable<string>> Names(Task<HttpResponseMessage> call) =>
            (await (await call).ArrayAsync()).Select(l => l!["name"]!.GetValue<string>());

        (await Names(client.PostAsync($"{Issues}/{number}/labels", Json("""{"labels":["b","A"]}""")))).Should().Equal("a", "b");
        (await Names(client.PutAsync($"{Issues}/{number}/labels", Json("""["c/d"]""")))).Should().Equal("c/d");
        (await Names(client.DeleteAsync($"{Issues}/{number}/labels/c%2Fd"))).Should().BeEmpty();
        (await client.DeleteAsync($"{Issues}/{number}/labels/c%2Fd")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await Names(client.GetAsync($"repos/{Owner}/{Name}/labels"))).Should().Equal("a", "b", "c/d");
    }

    [Fact]
    public async Task LockedIssue_TakesCommentsFromWritersOnly()
    {
        var number = world.Simulator.OpenIssue(RepositoryId, "t").Number;
        world.Simulator.SetLocked(RepositoryId, number, true);

        (await world.Http().PostAsync($"{Issues}/{number}/comments", Json("""{"body":"c"}"""))).StatusCode.Should().Be(HttpStatusCode.Created);
        world.Simulator.SetAppCanPush(RepositoryId, false);
        (await world.Http().PostAsync($"{Issues}/{number}/comments", Json("""{"body":"c"}"""))).StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("issues")]
    [InlineData("pulls")]
    public async Task MergedPullRequest_CannotBeReopened(string form)
    {
        var number = world.Simulator.OpenPullRequest(RepositoryId, "p").Number;
        world.Simulator.MergePullRequest(RepositoryId, number);

        var answer = await world.Http().PatchAsync($"repos/{Owner}/{Name}/{form}/{number}", Json("""{"state":"open"}"""));

        answer.StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
        world.Simulator.GetIssue(RepositoryId, number).State.Should().Be("closed");
    }

    [Fact]
    public async Task EmptyComment_Is422()
    {
        var number = world.Simulator.OpenIssue(RepositoryId, "t").Number;

        (await world.Http().PostAsync($"{Issues}/{number}/comments", Json("""{"body":""}"""))).StatusCode
            .Should().Be(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task TransferredIssue_KeepsTheLabelsAndMilestoneItsNewPlaceHas()
    {
        world.Simulator.CreateRepository(Owner, "other", AcmeInstallation, 8_000_000_002);
        world.Simulator.CreateLabel(8_000_000_002, "both");
        world.Simulator.CreateMilestone(8_000_000_002, "0.9");
        var there = world.Simulator.CreateMilestone(8_000_000_002, "1.0");
        var here = world.Simulator.CreateMilestone(RepositoryId, "1.0");
        var issue = world.Simulator.OpenIssue(RepositoryId, "t", labels: ["both", "here"], milestone: here.Number);

        var moved = world.Simulator.TransferIssue(RepositoryId, issue.Number, 8_000_000_002);

        moved.Labels.Should().Equal("both");
        moved.Milestone.Should().Be(there.Number);
        moved.Id.Should().NotBe(issue.Id);
        (await world.Http().GetAsync($"repos/{Owner}/other/issues/{moved.Number}")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task RateLimit_IsAskedForFree()
    {
        await world.Http().GetAsync(Issues);

        var core = (await (await world.Http().GetAsync("rate_limit")).ObjectAsync())["resources"]!["core"]!;
        var again = await world.Http().GetAsync("rate_limit");

        core["used"]!.GetValue<int>().Should().Be(1);
        core["remaining"]!.GetValue<int>().Should().Be(4999);
        again.Header("X-RateLimit-Used").Should().Be("1");
    }

    [Theory]
    [InlineData("""{"title":"t","title":"u"}""")]
    [InlineData("""{"title":"\ud800"}""")]
    [InlineData("""{"title":"t","labels":[{"name":5}]}""")]
    [InlineData("""{"title":"t","labels":[null]}""")]
    [InlineData("""{"title":"t","labels":{}}""")]
    [InlineData("""{"title":"t","milestone":"1"}""")]
    [InlineData("""{"title":"t","milestone":1e99}""")]
    [InlineData("""{"title":{"a":[]}}""")]
    [InlineData("""{"repository_ids":["x"],"permissions":{"issues":1}}""")]
    [InlineData("null")]
    public async Task HostileBody_IsRefusedAndNeverThrows(string body)
    {
        foreach (var (token, path) in new[] { (world.Token, Issues), ("a.b.c", $"app/installations/{AcmeInstallation}/access_tokens") })
        {
            var answer = await world.Http(token).PostAsync(path, Json(body));
            ((int)answer.StatusCode).Should().BeInRange(200, 499);
        }

        world.Simulator.GetIssues(RepositoryId).Should().BeEmpty();
    }

    [Fact]
    public async Task EnterprisePrefix_IsUnderstood()
    {
        (await world.Http().GetAsync($"api/v3/repositories/{RepositoryId}")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task ConcurrentWriters_GetDistinctNumbers()
    {
        var client = world.Http();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(
            () => client.PostAsync(Issues, Json($$"""{"title":"t{{i}}"}""")))));

        answers.Should().OnlyContain(a => a.StatusCode == HttpStatusCode.Created);
        world.Simulator.GetIssues(RepositoryId).Select(i => i.Number).Should().Equal(Enumerable.Range(1, 50));
    }
}
