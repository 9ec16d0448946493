using System.Security.Cryptography;
using System.Text;
using GitSync.Testing.Simulator;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using static GitSync.Testing.Tests.Simulator.HttpExtensions;
using static GitSync.Testing.Tests.Simulator.SimulatorWorld;

namespace GitSync.Testing.Tests.Simulator;

/// <summary>What GitHub tells, in which order, and what it does when nobody listens.</summary>
public sealed class WebhookTests : IAsyncDisposable
{
    private const string Issues = $"repos/{Owner}/{Name}/issues";
    private readonly SimulatorWorld world = new();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task SetUp_TellsInstallationAndRepository()
    {
        (await world.DrainNamesAsync()).Should().Equal("installation.created", "repository.created");
    }

    [Fact]
    public async Task Webhook_IsSignedOverItsRawUtf8Body()
    {
        await world.ForgetAsync();
        world.Simulator.OpenIssue(RepositoryId, "Größe \"falsch\" 🙂", by: "mona");
        await world.Simulator.DrainAsync();

        var webhook = world.Received.Should().ContainSingle().Subject;
        var expected = "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(world.Options.WebhookSecret), Encoding.UTF8.GetBytes(webhook.Body)));
        webhook.Headers["X-Hub-Signature-256"].Should().Be(expected);
        webhook.Headers["X-GitHub-Event"].Should().Be("issues");
        webhook.Headers["X-GitHub-Delivery"].Should().Be(webhook.Guid.ToString("D"));
        webhook.Headers["User-Agent"].Should().StartWith("GitHub-Hookshot/");
        webhook.Body.Should().Contain("Größe", "GitHub does not escape what UTF-8 can carry");
        var payload = webhook.Payload();
        payload["sender"]!["login"]!.GetValue<string>().Should().Be("mona");
        payload["installation"]!["id"]!.GetValue<long>().Should().Be(AcmeInstallation);
        payload["repository"]!["id"]!.GetValue<long>().Should().Be(RepositoryId);
    }

    [Fact]
    public async Task OneEdit_IsOneEventPerPartInTheSameSecond()
    {
        var milestone = world.Simulator.CreateMilestone(RepositoryId, "1.0");
        world.Simulator.CreateLabel(RepositoryId, "new");
        var issue = world.Simulator.OpenIssue(RepositoryId, "t", labels: ["old"]);
        world.Simulator.AddUser("mona");
        await world.ForgetAsync();

        await world.Http().PatchAsync($"{Issues}/{issue.Number}", Json(
            $$"""{"title":"x","state":"closed","labels":["new"],"assignees":["mona"],"milestone":{{milestone.Number}} }"""));

        (await world.DrainNamesAsync()).Should().Equal(
            "issues.edited", "issues.closed", "issues.unlabeled", "issues.labeled", "issues.assigned", "issues.milestoned");
        world.Received.Select(w => w.Payload()["issue"]!["updated_at"]!.GetValue<string>()).Distinct().Should().ContainSingle();
        world.Received[0].Payload()["changes"]!["title"]!["from"]!.GetValue<string>().Should().Be("t");
        world.Received[3].Payload()["label"]!["name"]!.GetValue<string>().Should().Be("new");
    }

    [Fact]
    public async Task WriteOfTheApp_ComesBackAsAnEchoFromTheBot()
    {
        await world.ForgetAsync();
        await world.Http().PostAsync(Issues, Json("""{"title":"t"}"""));
        await world.Http().PostAsync($"{Issues}/1/comments", Json("""{"body":"hi"}"""));

        (await world.DrainNamesAsync()).Should().Equal("issues.opened", "issue_comment.created");
        world.Received.Should().OnlyContain(w => w.Payload()["sender"]!["login"]!.GetValue<string>() == "gitsync[bot]");
        world.Received[0].Payload()["issue"]!["performed_via_github_app"]!["id"]!.GetValue<long>().Should().Be(world.Options.AppId);
    }

    [Fact]
    public async Task NothingChanged_TellsNothing()
    {
        var number = world.Simulator.OpenIssue(RepositoryId, "t", labels: ["a"]).Number;
        await world.ForgetAsync();

        await world.Http().PatchAsync($"{Issues}/{number}", Json("""{"title":"t","labels":["a"],"state":"open"}"""));

        (await world.DrainNamesAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task PullRequest_TellsItsOwnFormAndItsCommentsTheIssueForm()
    {
        await world.ForgetAsync();
        var pull = world.Simulator.OpenPullRequest(RepositoryId, "p", draft: true);
        world.Simulator.ReadyForReview(RepositoryId, pull.Number);
        world.Simulator.ConvertToDraft(RepositoryId, pull.Number);
        world.Simulator.AddComment(RepositoryId, pull.Number, "c");
        world.Simulator.MergePullRequest(RepositoryId, pull.Number);

        (await world.DrainNamesAsync()).Should().Equal(
            "pull_request.opened", "pull_request.ready_for_review", "pull_request.converted_to_draft", "issue_comment.created",
            "pull_request.closed");
        world.Received[0].Payload()["pull_request"]!["id"]!.GetValue<long>().Should().Be(pull.PullRequest!.Id);
        world.Received[3].Payload()["issue"]!["pull_request"].Should().NotBeNull();
        world.Received[3].Payload()["issue"]!["id"]!.GetValue<long>().Should().Be(pull.Id);
        world.Received[4].Payload()["pull_request"]!["merged"]!.GetValue<bool>().Should().BeTrue();
    }

    [Fact]
    public async Task MilestoneOfAPullRequest_IsToldAsIssuesEventToo()
    {
        var milestone = world.Simulator.CreateMilestone(RepositoryId, "1.0");
        var pull = world.Simulator.OpenPullRequest(RepositoryId, "p");
        await world.ForgetAsync();

        world.Simulator.SetMilestone(RepositoryId, pull.Number, milestone.Number);

        (await world.DrainNamesAsync()).Should().Equal("pull_request.milestoned", "issues.milestoned");
        world.Received[1].Payload()["issue"]!["pull_request"].Should().NotBeNull();
    }

    [Fact]
    public async Task LifeOfAnIssue_IsTold()
    {
        var other = world.Simulator.CreateRepository(Owner, "other", AcmeInstallation);
        await world.ForgetAsync();
        var issue = world.Simulator.OpenIssue(RepositoryId, "t");
        world.Simulator.EditIssue(RepositoryId, issue.Number, body: "b");
        world.Simulator.CloseIssue(RepositoryId, issue.Number, "not_planned");
        world.Simulator.ReopenIssue(RepositoryId, issue.Number);
        world.Simulator.SetLocked(RepositoryId, issue.Number, true);
        world.Simulator.SetLocked(RepositoryId, issue.Number, false);
        var comment = world.Simulator.AddComment(RepositoryId, issue.Number, "c");
        world.Simulator.EditComment(RepositoryId, comment.Id, "d");
        world.Simulator.DeleteComment(RepositoryId, comment.Id);
        var moved = world.Simulator.TransferIssue(RepositoryId, issue.Number, other.Id);
        world.Simulator.DeleteIssue(other.Id, moved.Number);

        (await world.DrainNamesAsync()).Should().Equal(
            "issues.opened", "issues.edited", "issues.closed", "issues.reopened", "issues.locked", "issues.unlocked",
            "issue_comment.created", "issue_comment.edited", "issue_comment.deleted", "issues.transferred", "issues.opened", "issues.deleted");
    }

    [Fact]
    public async Task LifeOfARepository_IsTold()
    {
        await world.ForgetAsync();
        world.Simulator.RenameRepository(RepositoryId, "store");
        world.Simulator.SetArchived(RepositoryId, true);
        world.Simulator.SetArchived(RepositoryId, false);
        world.Simulator.SetPrivate(RepositoryId, true);
        world.Simulator.RemoveFromInstallation(AcmeInstallation, RepositoryId);
        world.Simulator.OpenIssue(RepositoryId, "unheard");
        world.Simulator.AddToInstallation(AcmeInstallation, RepositoryId);
        world.Simulator.SuspendInstallation(AcmeInstallation);
        world.Simulator.OpenIssue(RepositoryId, "unheard too");
        world.Simulator.UnsuspendInstallation(AcmeInstallation);
        world.Simulator.DeleteRepository(RepositoryId);
        world.Simulator.DeleteInstallation(AcmeInstallation);

        (await world.DrainNamesAsync()).Should().Equal(
            "repository.renamed", "repository.archived", "repository.unarchived", "repository.privatized",
            "installation_repositories.removed", "installation_repositories.added", "installation.suspend", "installation.unsuspend",
            "repository.deleted", "installation.deleted");
    }

    [Fact]
    public async Task FailedDelivery_IsNotRepeatedButCanBeRedelivered()
    {
        await world.ForgetAsync();
        var answers = new Queue<int>([500, 202]);
        var seen = new List<SimulatorWebhook>();
        world.Simulator.SendWebhooksTo((webhook, _) =>
        {
            seen.Add(webhook);
            return Task.FromResult(answers.Dequeue());
        });
        world.Simulator.OpenIssue(RepositoryId, "t");
        await world.Simulator.DrainAsync();
        (await world.Simulator.DrainAsync()).Should().BeEmpty("GitHub never redelivers by itself");
        var app = world.Http("a.b.c");

        var failed = (await (await app.GetAsync("app/hook/deliveries?status=failure")).ArrayAsync()).Should().ContainSingle().Subject!;
        var attempt = await app.PostAsync($"app/hook/deliveries/{failed["id"]}/attempts", null);
        await world.Simulator.DrainAsync();

        attempt.StatusCode.Should().Be(System.Net.HttpStatusCode.Accepted);
        failed["status_code"]!.GetValue<int>().Should().Be(500);
        seen.Should().HaveCount(2);
        seen[1].Guid.Should().Be(seen[0].Guid);
        seen[1].Id.Should().NotBe(seen[0].Id);
        seen[1].Body.Should().Be(seen[0].Body);
        world.Clock.Advance(TimeSpan.FromDays(3) + TimeSpan.FromSeconds(1));
        (await (await app.GetAsync("app/hook/deliveries")).ArrayAsync()).Should().BeEmpty("deliveries are kept for three days");
    }

    [Fact]
    public async Task Deliveries_ArePagedByCursor()
    {
        await world.ForgetAsync();
        for (var i = 0; i < 3; i++)
            world.Simulator.OpenIssue(RepositoryId, $"t{i}");
        await world.Simulator.DrainAsync();
        var app = world.Http("a.b.c");

        var first = await app.GetAsync("app/hook/deliveries?per_page=3");
        var next = first.Header("Link")!.Split('<', '>')[1];
        var second = await app.GetAsync(next);

        (await first.ArrayAsync()).Should().HaveCount(3);
        (await second.ArrayAsync()).Should().HaveCount(2, "the set-up made two");
        second.Header("Link").Should().BeNull();
    }

    [Fact]
    public async Task ReceiverThatThrows_IsAFailedDelivery()
    {
        world.Simulator.SendWebhooksTo((_, _) => throw new InvalidOperationException("receiver bug"));

        (await world.Simulator.DrainAsync()).Should().OnlyContain(d => d.StatusCode == 504);
    }

    [Fact]
    public async Task StartedPump_DeliversOverHttpAsThingsHappen()
    {
        await world.ForgetAsync();
        var arrived = new TaskCompletionSource<(string Event, string Signature, string Body)>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.MapPost("/hooks", async (HttpContext context) =>
        {
            var body = await new StreamReader(context.Request.Body).ReadToEndAsync();
            arrived.TrySetResult((context.Request.Headers["X-GitHub-Event"]!, context.Request.Headers["X-Hub-Signature-256"]!, body));
            return Results.Accepted();
        });
        await app.StartAsync();
        world.Simulator.SendWebhooksTo(new Uri(app.Urls.Single() + "/hooks"));
        world.Simulator.StartWebhooks();

        world.Simulator.OpenIssue(RepositoryId, "über");

        var (name, signature, body) = await arrived.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await world.Simulator.StopWebhooksAsync();
        name.Should().Be("issues");
        signature.Should().Be(WebhookSignature.Sign(world.Options.WebhookSecret, body));
    }

    [Fact]
    public async Task Ping_IsToldWithoutInstallation()
    {
        await world.ForgetAsync();
        world.Simulator.Ping();

        (await world.DrainNamesAsync()).Should().Equal("ping");
        world.Received[0].Payload().ContainsKey("installation").Should().BeFalse();
    }

    [Fact]
    public async Task Subscription_FiltersEvents()
    {
        await using var few = new SimulatorWorld(o => o.WebhookEvents = new HashSet<string> { "issues" });
        few.Simulator.OpenIssue(RepositoryId, "t");
        few.Simulator.AddComment(RepositoryId, 1, "c");

        (await few.DrainNamesAsync()).Should().Equal("issues.opened");
    }
}
