using System.Text.Json.Nodes;

namespace GitSync.GitHub.Tests;

public sealed class OctokitGatewayTests : IDisposable
{
    private const string Root = "/api/repositories/186853002";
    private static readonly string IssueJson = Bodies.Issue().ToJsonString();
    private static readonly string CommentJson = Bodies.Comment().ToJsonString();
    private readonly Gateway _gateway = new();

    private StubGitHub GitHub => _gateway.GitHub;

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task Issue_IsReadByNumericIdWithGitHubsClock()
    {
        GitHub.On($"GET {Root}/issues/7", IssueJson);

        var answer = await _gateway.Port.GetIssueAsync(Gateway.Ref, 7, isPullRequest: false, default);

        answer.Value.Should().BeEquivalentTo(new { Number = 7, Title = "Broken build", IssueId = 9007199254740993, IsPartial = false });
        answer.GitHubNow.Should().Be(StubGitHub.Date);
        GitHub.Requests.Single().Should().BeEquivalentTo(new { Authorization = "Bearer a-plain-token", ApiVersion = "2022-11-28" });
    }

    [Fact]
    public async Task StateOfAWebhookAndOfAnAnswer_HashAlike()
    {
        GitHub.On($"GET {Root}/issues/7", IssueJson);
        var webhook = TranslationTable.Translator().Translate(
            "issues", TranslationTable.Delivery, Bodies.Of("edited").With("issue", Bodies.Issue()).Bytes());

        var answer = await _gateway.Port.GetIssueAsync(Gateway.Ref, 7, isPullRequest: false, default);

        ContentHash.Of(answer.Value).Should().Be(webhook.Items.Single().Operation.ContentHash!.Value);
    }

    [Fact]
    public async Task PullRequest_IsReadInItsOwnForm()
    {
        GitHub.On($"GET {Root}/pulls/7", Bodies.PullRequest().ToJsonString());

        var answer = await _gateway.Port.GetIssueAsync(Gateway.Ref, 7, isPullRequest: true, default);

        answer.Value.Should().BeEquivalentTo(new { Kind = RemoteKind.PullRequest, PullRequestId = (long?)555, IsMerged = true, IsDraft = true });
    }

    public static TheoryData<string, string> Changes => new()
    {
        { "title", """{"title":"T"}""" },
        { "body", """{"body":""}""" },
        { "close", """{"state":"closed","state_reason":"not_planned"}""" },
        { "reopen", """{"state":"open"}""" },
        { "clear milestone", """{"milestone":null}""" },
        { "reason alone with title", """{"title":"T"}""" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Change_IsOnePatchOfExactlyItsFields(string what, string expected)
    {
        GitHub.On($"PATCH {Root}/issues/7", IssueJson);

        await _gateway.Port.UpdateIssueAsync(Gateway.Ref, 7, ChangeOf(what), default);

        var sent = GitHub.Requests.Should().ContainSingle().Subject;
        sent.Body.Should().Be(expected);
        sent.ContentType.Should().Be("application/json");
    }

    private static IssueChange ChangeOf(string what) => what switch
    {
        "title" => new IssueChange { Title = "T" },
        "body" => new IssueChange { Body = "" },
        "close" => new IssueChange { IsOpen = false, StateReason = "not_planned" },
        "reopen" => new IssueChange { IsOpen = true },
        "clear milestone" => new IssueChange { ChangesMilestone = true },
        "reason alone with title" => new IssueChange { Title = "T", StateReason = "completed" },
        _ => throw new ArgumentOutOfRangeException(nameof(what)),
    };

    [Fact]
    public async Task LabelsAndAssignees_AreAddedAndTakenAway_NeverReplaced()
    {
        GitHub.On("", "[]").On($"GET {Root}/issues/7", IssueJson).On($"DELETE {Root}/issues/7/labels/is", """{"message":"Label does not exist"}""", 404);
        var change = new IssueChange
        {
            Labels = new NameDelta(NameSet.Of("a", "b"), NameSet.Of("is/gone", "c d")),
            Assignees = new NameDelta(NameSet.Of("ada"), NameSet.Of("bob", "eve")),
        };
        var answer = await _gateway.Port.UpdateIssueAsync(Gateway.Ref, 7, change, default);

        GitHub.Requests.Select(sent => $"{sent.Method} {sent.Target[$"{Root}/issues/7".Length..]} {sent.Body}".TrimEnd()).Should().Equal(
            """POST /labels {"labels":["a","b"]}""",
            "DELETE /labels/c%20d",
            "DELETE /labels/is%2Fgone",
            """POST /assignees {"assignees":["ada"]}""",
            """DELETE /assignees {"assignees":["bob","eve"]}""",
            "GET");
        answer.Value.Number.Should().Be(7);
    }

    [Fact]
    public async Task EmptyChange_WritesNothing()
    {
        GitHub.On($"GET {Root}/issues/7", IssueJson);

        await _gateway.Port.UpdateIssueAsync(Gateway.Ref, 7, new IssueChange { StateReason = "completed" }, default);

        GitHub.Requests.Should().OnlyContain(sent => sent.Method == "GET");
    }

    [Fact]
    public async Task OddText_IsSentAsItIs()
    {
        GitHub.On($"PATCH {Root}/issues/7", IssueJson);
        const string text = "<!-- ü 漢 😀 \"quoted\" \\ \u0001 -->\r\n\ttail ";

        await _gateway.Port.UpdateIssueAsync(Gateway.Ref, 7, new IssueChange { Body = text }, default);

        JsonNode.Parse(GitHub.Requests.Single().Body!)!["body"]!.GetValue<string>().Should().Be(text);
    }

    [Fact]
    public async Task HalfOfASurrogatePair_IsReplacedAndDoesNotThrow()
    {
        GitHub.On($"PATCH {Root}/issues/7", IssueJson);

        await _gateway.Port.UpdateIssueAsync(Gateway.Ref, 7, new IssueChange { Title = "a\ud800b" }, default);

        GitHub.Requests.Single().Body.Should().Contain("FFFD");
    }

    [Fact]
    public async Task NewIssue_IsOnePostWithoutEmptyFields()
    {
        GitHub.On($"POST {Root}/issues", IssueJson, 201);

        await _gateway.Port.CreateIssueAsync(Gateway.Ref, new IssueDraft("T", "B", NameSet.Of("bug"), NameSet.Empty, null), default);

        GitHub.Requests.Single().Body.Should().Be("""{"title":"T","body":"B","labels":["bug"]}""");
    }

    [Fact]
    public async Task KnownMilestone_IsFoundOnALaterPage()
    {
        GitHub.On($"GET {Root}/milestones?state=all&per_page=100&page=1", """[{"number":1,"title":"v1"}]""", 200, ("Link", "<https://github.test/x?page=2>; rel=\"next\""))
            .On($"GET {Root}/milestones?state=all&per_page=100&page=2", """[{"number":9,"title":"v2"}]""")
            .On($"PATCH {Root}/issues/7", IssueJson);

        await _gateway.Port.UpdateIssueAsync(Gateway.Ref, 7, new IssueChange { ChangesMilestone = true, Milestone = "v2" }, default);

        GitHub.Requests[^1].Body.Should().Be("""{"milestone":9}""");
        GitHub.Requests.Should().HaveCount(3);
    }

    [Fact]
    public async Task UnknownMilestone_IsMadeFirst()
    {
        GitHub.On($"GET {Root}/milestones", "[]")
            .On($"POST {Root}/milestones", """{"number":4,"title":"v2"}""", 201)
            .On($"POST {Root}/issues", IssueJson, 201);

        await _gateway.Port.CreateIssueAsync(Gateway.Ref, new IssueDraft("T", "B", NameSet.Empty, NameSet.Empty, "v2"), default);

        GitHub.Requests[1].Body.Should().Be("""{"title":"v2"}""");
        GitHub.Requests[2].Body.Should().Be("""{"title":"T","body":"B","milestone":4}""");
    }

    [Fact]
    public async Task MilestoneMadeBySomebodyElseMeanwhile_IsUsed()
    {
        var listed = 0;
        GitHub.On($"GET {Root}/milestones", _ => StubGitHub.Answer(200, listed++ == 0 ? "[]" : """[{"number":5,"title":"v2"}]"""))
            .On($"POST {Root}/milestones", """{"message":"Validation Failed","errors":[{"code":"already_exists"}]}""", 422)
            .On($"PATCH {Root}/issues/7", IssueJson);

        await _gateway.Port.UpdateIssueAsync(Gateway.Ref, 7, new IssueChange { ChangesMilestone = true, Milestone = "v2" }, default);

        GitHub.Requests[^1].Body.Should().Be("""{"milestone":5}""");
    }

    [Fact]
    public async Task LostAnswerToTheMilestone_LeavesTheIssueCertainlyUnwritten()
    {
        GitHub.On($"GET {Root}/milestones", "[]").On($"POST {Root}/milestones", "oops", 502);

        var act = () => _gateway.Port.UpdateIssueAsync(Gateway.Ref, 7, new IssueChange { ChangesMilestone = true, Milestone = "v2" }, default);

        (await act.Should().ThrowAsync<RemoteException>()).Which.Failure.Should().Be(RemoteFailure.Unavailable);
    }

    [Fact]
    public async Task EndlessMilestones_AreBounded()
    {
        GitHub.On($"GET {Root}/milestones", """[{"number":1,"title":"other"}]""", 200, ("Link", "<https://github.test/x>; rel=\"next\""));

        var act = () => _gateway.Port.UpdateIssueAsync(Gateway.Ref, 7, new IssueChange { ChangesMilestone = true, Milestone = "v2" }, default);

        (await act.Should().ThrowAsync<RemoteException>()).Which.Failure.Should().Be(RemoteFailure.Invalid);
        GitHub.Requests.Should().HaveCount(Milestones.MaximumPages);
    }

    [Fact]
    public async Task Listing_GoesByPageAndTellsWhetherThereIsMore()
    {
        var next = "<https://github.test/api/repositories/1/issues?page=3>; rel=\"next\", <https://github.test/api/repositories/1/issues?page=9>; rel=\"last\"";
        GitHub.On("GET", $"[{IssueJson},{Bodies.IssueFormOfPullRequest().ToJsonString()}]", 200, ("Link", next));

        var answer = await _gateway.Port.ListIssuesAsync(Gateway.Ref, StubGitHub.Date, 2, default);

        GitHub.Lines.Single().Should().Be(
            $"GET {Root}/issues?state=all&sort=created&direction=asc&since=2024-03-01T12:00:00Z&per_page=100&page=2");
        answer.Value.HasMore.Should().BeTrue();
        answer.Value.Items.Select(issue => issue.IsPullRequest).Should().Equal(false, true);
    }

    [Fact]
    public async Task LastPage_HasNoMore()
    {
        GitHub.On($"GET {Root}/issues/7/comments?since=2024-03-01T12:00:00Z&per_page=100&page=1", $"[{CommentJson}]", 200, ("link", "<https://github.test/x>; rel=\"prev\""));

        var answer = await _gateway.Port.ListCommentsAsync(Gateway.Ref, 7, StubGitHub.Date, 1, default);

        answer.Value.HasMore.Should().BeFalse();
        answer.Value.Items.Should().ContainSingle().Which.IssueNumber.Should().Be(7);
    }

    [Fact]
    public async Task Comments_AreReadMadeChangedAndDeletedById()
    {
        GitHub.On($"GET {Root}/issues/comments/777", CommentJson)
            .On($"POST {Root}/issues/7/comments", CommentJson, 201)
            .On($"PATCH {Root}/issues/comments/777", CommentJson)
            .On($"DELETE {Root}/issues/comments/777", "", 204);

        (await _gateway.Port.GetCommentAsync(Gateway.Ref, 777, default)).Value.IssueNumber.Should().Be(7);
        (await _gateway.Port.CreateCommentAsync(Gateway.Ref, 7, "B", default)).Value.CommentId.Should().Be(777);
        (await _gateway.Port.UpdateCommentAsync(Gateway.Ref, 777, "C", default)).Value.Body.Should().Be("Same here.");
        await _gateway.Port.DeleteCommentAsync(Gateway.Ref, 777, default);

        GitHub.Requests.Select(sent => sent.Body).Should().Equal(null, """{"body":"B"}""", """{"body":"C"}""", null);
    }

    [Fact]
    public async Task DeletionOfAMissingComment_IsNotFound() => (await _gateway.Port.Awaiting(port => port.DeleteCommentAsync(Gateway.Ref, 1, default))
        .Should().ThrowAsync<RemoteException>()).Which.Failure.Should().Be(RemoteFailure.NotFound, "who asked knows whether the repository is still there");

    [Theory]
    [InlineData("labels")]
    [InlineData("state")]
    public async Task AnswerThatLacksFields_IsNeverTakenForAState(string missing)
    {
        GitHub.On($"GET {Root}/issues/7", Bodies.Issue().Without(missing).ToJsonString())
            .On($"PATCH {Root}/issues/7", Bodies.Issue().Without(missing).ToJsonString());

        await Fails(() => _gateway.Port.GetIssueAsync(Gateway.Ref, 7, false, default), RemoteFailure.Unavailable);
        await Fails(() => _gateway.Port.UpdateIssueAsync(Gateway.Ref, 7, new IssueChange { Title = "T" }, default), RemoteFailure.OutcomeUnknown);
    }

    [Fact]
    public async Task AnswerAboutAnotherIssue_IsRefused()
    {
        GitHub.On($"PATCH {Root}/issues/8", IssueJson);

        await Fails(() => _gateway.Port.UpdateIssueAsync(Gateway.Ref, 8, new IssueChange { Title = "T" }, default), RemoteFailure.OutcomeUnknown);
    }

    [Theory]
    [InlineData(301, RemoteFailure.Moved)]
    [InlineData(302, RemoteFailure.Unavailable)]
    [InlineData(307, RemoteFailure.Unavailable)]
    [InlineData(308, RemoteFailure.Moved)]
    public async Task RedirectOfAnIssue_IsNeverFollowed_AndMeansMovedOnlyWhenPermanent(int status, RemoteFailure failure)
    {
        GitHub.On("GET", "{}", status, ("Location", "https://github.test/api/repositories/2/issues/1"))
            .On("PATCH", "{}", status, ("Location", "https://github.test/api/repositories/2/issues/1"))
            .On("POST", "{}", status, ("Location", "https://github.test/api/repositories/2/issues/1/comments"));

        await Fails(() => _gateway.Port.GetIssueAsync(Gateway.Ref, 7, false, default), failure);
        await Fails(() => _gateway.Port.UpdateIssueAsync(Gateway.Ref, 7, new IssueChange { Title = "T" }, default), failure);
        await Fails(() => _gateway.Port.CreateCommentAsync(Gateway.Ref, 7, "B", default), failure);
        GitHub.Requests.Should().HaveCount(3).And.OnlyContain(sent => sent.Target.StartsWith(Root, StringComparison.Ordinal));
    }

    [Fact]
    public async Task RenamedRepository_IsFoundUnderItsNewName()
    {
        GitHub.On("GET /api/repos/acme/old", "{}", 301, ("Location", "https://github.test/api/repositories/5"))
            .On("GET /api/repositories/5", """{"id":5,"name":"new","owner":{"login":"acme"}}""");

        (await _gateway.Port.FindRepositoryAsync("acme", "old", default)).Should().Be(new RemoteRepository(5, null, "acme", "new"));
    }

    [Theory]
    [InlineData("https://elsewhere.test/api/repositories/5")]
    [InlineData("http://github.test/api/repositories/5")]
    [InlineData("//elsewhere.test/api/repositories/5")]
    public async Task RedirectOfALookUpToAnotherPlace_IsNotFollowed(string location)
    {
        GitHub.On("GET /api/repos/acme/old", "{}", 301, ("Location", location)).On("GET /api/repositories/5", """{"id":5,"name":"new","owner":{"login":"acme"}}""");

        await Fails(() => _gateway.Port.FindRepositoryAsync("acme", "old", default), RemoteFailure.Moved);
        GitHub.Requests.Should().ContainSingle();
    }

    // As a piece of a path, "." and ".." mean other paths: without its name, the request would take all labels away.
    [Fact]
    public async Task LabelsThatArePathsOfTheirOwn_AreNotTakenAway()
    {
        GitHub.On("", "[]").On($"GET {Root}/issues/7", IssueJson);
        await _gateway.Port.UpdateIssueAsync(Gateway.Ref, 7, new IssueChange { Labels = new NameDelta(NameSet.Empty, NameSet.Of(".", "..", "x")) }, default);

        GitHub.Requests.Where(sent => sent.Method == "DELETE").Should().ContainSingle().Which.Target.Should().EndWith("/labels/x");
    }

    [Theory]
    [InlineData("acme", "..")]
    [InlineData("acme/x", "shop")]
    [InlineData("acme", "shop?x")]
    [InlineData("", "shop")]
    public async Task NameThatIsNone_IsNeverSent(string owner, string name)
    {
        await Fails(() => _gateway.Port.FindRepositoryAsync(owner, name, default), RemoteFailure.Invalid);
        GitHub.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task OwnLoginWithAToken_IsAskedOnce()
    {
        GitHub.On("GET /api/user", """{"login":"ada"}""");

        (await _gateway.Port.GetOwnLoginAsync(Gateway.Ref, default)).Should().Be("ada");
        (await _gateway.Port.GetOwnLoginAsync(Gateway.Ref, default)).Should().Be("ada");
        GitHub.Requests.Should().ContainSingle();
    }

    private static async Task Fails(Func<Task> act, RemoteFailure failure) =>
        (await act.Should().ThrowAsync<RemoteException>()).Which.Failure.Should().Be(failure);
}
