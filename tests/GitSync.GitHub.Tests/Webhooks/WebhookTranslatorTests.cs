using System.Text.Json.Nodes;
using GitSync.Tests;

namespace GitSync.GitHub.Tests;

public sealed class WebhookTranslatorTests
{
    private readonly WebhookTranslator _translator = TranslationTable.Translator();

    [Fact]
    public void EveryEventAndAction_FollowsTheTable()
    {
        var lines = Bodies.All().Select(entry => TranslationTable.Line(entry.Event, Translate(entry.Event, entry.Body)));
        Snapshots.Match(string.Join('\n', lines), "WebhookTranslation");
    }

    [Fact]
    public void WholeIssue_IsReadFieldByField()
    {
        var translation = Translate("issues", Bodies.Of("labeled").With("issue", Bodies.Issue()));

        var operation = translation.Items.Should().ContainSingle().Which.Operation.Should().BeOfType<TaskSyncOperation>().Subject;
        operation.Should().BeEquivalentTo(new
        {
            Direction = SyncDirection.Inbound,
            Action = SyncAction.Edited,
            RepositoryId = Bodies.Repository,
            GitHubAppInstallationId = (long?)Bodies.Installation,
            DeliveryId = (Guid?)TranslationTable.Delivery,
            Actor = "ada",
            TraceParent = "00-trace",
            IssueNumber = (int?)7,
            GitHubIssueExternalId = (long?)9007199254740993,
            GitHubPullRequestExternalId = (long?)null,
            Fetch = false,
        });
        operation.Issue.Should().Be(new RemoteIssue
        {
            RepositoryId = Bodies.Repository,
            UpdatedAt = GitHubTime.From(new DateTimeOffset(2024, 3, 1, 10, 0, 5, TimeSpan.Zero)),
            Number = 7,
            IssueId = 9007199254740993,
            Title = "Broken build",
            Body = "It fails.",
            Labels = NameSet.Of("bug"),
            Assignees = NameSet.Of("grace"),
            Milestone = "v1",
            Author = new RemoteUser(11, "ada"),
            Url = "https://github.com/acme/shop/issues/7",
        });
        operation.ContentHash.Should().Be(ContentHash.Of(operation.Issue!));
        (translation.Action, translation.InstallationId, translation.RepositoryId).Should().Be(("labeled", Bodies.Installation, Bodies.Repository));
    }

    [Fact]
    public void PullRequest_IsReadInItsOwnForm()
    {
        var operation = Single<TaskSyncOperation>(Translate("pull_request", Bodies.Of("closed").With("pull_request", Bodies.PullRequest())));

        operation.Issue.Should().BeEquivalentTo(new
        {
            PullRequestId = (long?)555, IssueId = (long?)null, IsPullRequest = true, IsDraft = true, IsMerged = true, IsLocked = true, IsOpen = false,
            Body = "", Author = (RemoteUser?)null, IsPartial = false,
        });
        operation.RemoteKind.Should().Be(RemoteKind.PullRequest);
        operation.GitHubPullRequestExternalId.Should().Be(555);
    }

    [Fact]
    public void IssueEventAboutPullRequest_StaysInIssueForm()
    {
        var operation = Single<TaskSyncOperation>(Translate("issues", Bodies.Of("milestoned").With("issue", Bodies.IssueFormOfPullRequest())));

        operation.RemoteKind.Should().Be(RemoteKind.Issue);
        operation.Issue.Should().BeEquivalentTo(new { IsPullRequest = true, IsMerged = true, PullRequestId = (long?)null });
    }

    [Fact]
    public void Comment_BringsItsIssueAlong()
    {
        var items = Translate("issue_comment", Bodies.Of("created").With("issue", Bodies.Issue()).With("comment", Bodies.Comment())).Items;

        items.Should().HaveCount(2);
        items[0].OnlyIfUnlinked.Should().BeTrue();
        items[0].Operation.Should().BeOfType<TaskSyncOperation>().Which.Issue!.Title.Should().Be("Broken build");
        items[1].OnlyIfUnlinked.Should().BeFalse();
        items[1].Address.Parent.Should().Be(items[0].Address);
        var comment = items[1].Operation.Should().BeOfType<CommentSyncOperation>().Subject;
        comment.Comment.Should().BeEquivalentTo(new { CommentId = 777L, IssueNumber = 7, Body = "Same here.", Author = new RemoteUser(13, "helper[bot]", true) });
        comment.GitHubUpdatedAt!.Value.ToString().Should().Be("2024-03-01T10:00:07Z");
        items[0].Operation.Id.Should().NotBe(items[1].Operation.Id);
    }

    [Theory]
    [InlineData("id")]
    [InlineData("title")]
    [InlineData("state")]
    [InlineData("labels")]
    [InlineData("assignees")]
    [InlineData("milestone")]
    [InlineData("locked")]
    [InlineData("body")]
    [InlineData("user")]
    public void MissingField_OnlyRings(string field)
    {
        var operation = Single<TaskSyncOperation>(Translate("issues", Bodies.Of("pinned").With("issue", Bodies.Issue().Without(field))));

        operation.Issue!.IsPartial.Should().BeTrue();
        operation.Fetch.Should().BeTrue();
        operation.ContentHash.Should().BeNull();
        operation.GitHubUpdatedAt.Should().NotBeNull();
    }

    [Theory]
    [InlineData("updated_at", "\"yesterday\"")]
    [InlineData("updated_at", "1709287205")]
    [InlineData("updated_at", "null")]
    public void UnusableTime_RingsWithoutState(string field, string json)
    {
        var operation = Single<TaskSyncOperation>(Translate("issues", Bodies.Of("edited").With("issue", Bodies.Issue().With(field, JsonNode.Parse(json)))));

        operation.Should().BeEquivalentTo(new { Issue = (RemoteIssue?)null, GitHubUpdatedAt = (GitHubTime?)null, Fetch = true, IssueNumber = (int?)7 });
    }

    [Theory]
    [InlineData("labels", """[ { "name": 5 } ]""", true)]
    [InlineData("labels", """[ "bare" ]""", false)]
    [InlineData("assignees", """[ null ]""", false)]
    [InlineData("assignees", """{ }""", true)]
    [InlineData("user", """{ "login": "ghost" }""", true)]
    [InlineData("user", "null", false)]
    [InlineData("body", "null", false)]
    [InlineData("body", "7", true)]
    [InlineData("body", "\"\"", false)]
    [InlineData("state", "\"merged\"", true)]
    [InlineData("milestone", "{ }", true)]
    [InlineData("state_reason", "\"duplicate\"", false)]
    public void OddValue_IsWholeOrPartial(string field, string json, bool partial) =>
        Single<TaskSyncOperation>(Translate("issues", Bodies.Of("edited").With("issue", Bodies.Issue().With(field, JsonNode.Parse(json)))))
            .Issue!.IsPartial.Should().Be(partial);

    [Theory]
    [InlineData("javascript:alert(1)", null)]
    [InlineData("https://ghes.example/acme/shop/issues/7", "https://ghes.example/acme/shop/issues/7")]
    public void PageAddress_IsKeptOnlyWhenItIsAWebAddress(string url, string? kept) =>
        Single<TaskSyncOperation>(Translate("issues", Bodies.Of("edited").With("issue", Bodies.Issue().With("html_url", url))))
            .Issue!.Url.Should().Be(kept);

    [Fact]
    public void GenuineMarker_IsPartOfTheAddress_ForgedIsNot()
    {
        var marker = TranslationTable.Markers().Create();
        Address($"Text\n\n{marker}").Marker.Should().Be(marker);
        Address($"Text\n\n{marker.Replace('.', '-')}").Marker.Should().BeNull();

        LaneAddress Address(string body) =>
            Translate("issues", Bodies.Of("opened").With("issue", Bodies.Issue().With("body", body))).Items.Single().Address;
    }

    [Theory]
    [InlineData("issues", "comment", "deleted", "issue")]
    [InlineData("pull_request", "review", "edited", "pull_request")]
    public void BodyOfAnotherEvent_IsRefused(string eventName, string foreign, string action, string field)
    {
        var body = Bodies.Of(action).With(field, Bodies.Issue()).With(foreign, new JsonObject());

        var translation = Translate(eventName, body);

        translation.Items.Should().BeEmpty();
        translation.Outcome.Should().Contain($"\"{foreign}\", which this event does not have");
    }

    [Fact]
    public void LabelDeletedSentAsRepositoryDeleted_ChangesNothing() =>
        Translate("repository", Bodies.Of("deleted").With("label", new JsonObject())).Connections.Should().BeEmpty();

    [Fact]
    public void OrganizationDeletedSentAsInstallationDeleted_ChangesNothing() =>
        Translate("installation", Bodies.Of("deleted").Without("repository").With("organization", new JsonObject())).Connections.Should().BeEmpty();

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"a\":1} x")]
    [InlineData("payload=%7B%7D")]
    public void NoJson_SaysSo(string body) =>
        _translator.Translate("issues", TranslationTable.Delivery, System.Text.Encoding.UTF8.GetBytes(body)).Should().Match<WebhookTranslation>(
            translation => !translation.IsJson && translation.Outcome.Length > 0);

    [Fact]
    public void DeeperThanTheBound_CountsAsNoJson()
    {
        var deep = new string('[', WebhookTranslator.MaximumDepth + 1) + new string(']', WebhookTranslator.MaximumDepth + 1);
        _translator.Translate("issues", TranslationTable.Delivery, System.Text.Encoding.UTF8.GetBytes(deep)).IsJson.Should().BeFalse();
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("3")]
    [InlineData("{}")]
    [InlineData("""{"action":null,"issue":null}""")]
    [InlineData("""{"action":7,"issue":[],"repository":"x","installation":{"id":"1"}}""")]
    [InlineData("""{"action":"opened","repository":{"id":1},"issue":{"number":99999999999}}""")]
    [InlineData("""{"action":"opened","repository":{"id":1},"issue":{"number":-1}}""")]
    [InlineData("""{"action":"\ud800","repository":{"id":1},"issue":{"number":1}}""")]
    [InlineData("""{"\ud800":"opened"}""")]
    public void JsonOfAnotherShape_EndsWithAReason(string body)
    {
        var translation = _translator.Translate("issues", TranslationTable.Delivery, System.Text.Encoding.UTF8.GetBytes(body));

        translation.IsJson.Should().BeTrue();
        translation.Items.Should().BeEmpty();
        translation.Outcome.Should().NotBeEmpty();
    }

    // The action becomes part of log lines and of sentences that people read.
    [Theory]
    [InlineData("opened\r\nWebhook refused")]
    [InlineData("opened\n")]
    [InlineData("opened\u2028next")]
    [InlineData("opened\u001b[2J")]
    [InlineData("opened by ada")]
    [InlineData("<b>opened</b>")]
    public void ActionThatBreaksOutOfItsLine_IsNone(string action)
    {
        var translation = Translate("issues", Bodies.Of("opened").With("action", action).With("issue", Bodies.Issue()));

        translation.Action.Should().BeNull();
        translation.Items.Should().BeEmpty();
        translation.Outcome.Should().Be("issues: the body has no action; nothing follows.");
    }

    private static TOperation Single<TOperation>(WebhookTranslation translation)
        where TOperation : SyncOperation => translation.Items.Should().ContainSingle().Which.Operation.Should().BeOfType<TOperation>().Subject;

    private WebhookTranslation Translate(string eventName, JsonObject body) =>
        _translator.Translate(eventName, TranslationTable.Delivery, body.Bytes(), "00-trace");
}
