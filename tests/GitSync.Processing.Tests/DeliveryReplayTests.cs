using System.Text;
using GitSync.GitHub;
using GitSync.Testing;
using GitSync.Testing.Simulator;
using Microsoft.Extensions.DependencyInjection;

namespace GitSync.Processing.Tests;

/// <summary>What a person does about webhooks: run one again, ask GitHub for one, look for those that never came.</summary>
public sealed class DeliveryReplayTests
{
    [Fact]
    public async Task ReplayedWebhook_BringsWhatGitHubHoldsNow()
    {
        await using var sync = await Harnesses.StartAsync();
        var issue = sync.GitHub.OpenIssue(sync.RepositoryId, "As it was");
        await sync.DrainAsync();
        var delivery = Sent(sync, "issues");
        sync.GitHub.Faults.VanishNextWebhook();
        sync.GitHub.EditIssue(sync.RepositoryId, issue.Number, "As it is");

        var answer = await sync.Replays.ReplayAsync(delivery.Guid);
        await sync.DrainAsync();

        answer.IsDone.Should().BeTrue();
        answer.Sentence.Should().Be("Replayed, reading GitHub: 1 queued.");
        TitleOf(sync).Should().Be("As it is");
        var operation = (await sync.Store.FindOperationAsync(answer.Outcomes.Single().OperationId))!;
        operation.State.Should().Be(OperationState.Completed);
        operation.DeliveryId.Should().Be(delivery.Guid);
        operation.Explanation.Should().StartWith("A stored webhook was replayed.");
        (await sync.Store.FindDeliveryAsync(delivery.Guid))!.Operations.Should().NotContain(operation.Id, "that is what it brought when it came");
    }

    [Fact]
    public async Task ReplayedWebhook_NeverBringsBackOldValues()
    {
        await using var sync = await Harnesses.StartAsync();
        sync.GitHub.OpenIssue(sync.RepositoryId, "As it was");
        await sync.DrainAsync();
        var task = sync.Tasks.All.Single();
        await sync.SaveAsync(task.Id, task.Content with { Title = "Edited since" });
        await sync.DrainAsync();

        for (var time = 0; time < 3; time++)
        {
            (await sync.Replays.ReplayAsync(Sent(sync, "issues").Guid)).IsDone.Should().BeTrue();
            await sync.DrainAsync();
        }

        TitleOf(sync).Should().Be("Edited since");
        sync.Tasks.All.Should().ContainSingle();
    }

    [Fact]
    public async Task ReplayedComment_NeedsNoOperationOnItsIssue()
    {
        await using var sync = await Harnesses.StartAsync();
        var issue = sync.GitHub.OpenIssue(sync.RepositoryId, "Issue");
        var comment = sync.GitHub.AddComment(sync.RepositoryId, issue.Number, "Before");
        await sync.DrainAsync();
        sync.GitHub.Faults.VanishNextWebhook();
        sync.GitHub.EditComment(sync.RepositoryId, comment.Id, "After");

        var answer = await sync.Replays.ReplayAsync(Sent(sync, "issue_comment").Guid);
        await sync.DrainAsync();

        answer.Sentence.Should().Be("Replayed, reading GitHub: 1 not needed, 1 queued.");
        sync.Comments.All.Should().ContainSingle().Which.Content.Body.Should().Be("After");
    }

    [Fact]
    public async Task ReplayedDeletion_IsNotBelievedWhileGitHubShowsTheObject()
    {
        await using var sync = await Harnesses.StartAsync();
        sync.GitHub.OpenIssue(sync.RepositoryId, "Still there");
        await sync.DrainAsync();
        var deletion = await StoreAsync(sync, "issues", Sent(sync, "issues").Body.Replace("\"opened\"", "\"deleted\"", StringComparison.Ordinal));

        var answer = await sync.Replays.ReplayAsync(deletion);
        await sync.DrainAsync();

        (await sync.Store.FindOperationAsync(answer.Outcomes.Single().OperationId))!.Error!.Code.Should().Be("not_deleted");
        sync.Tasks.All.Should().ContainSingle();
    }

    [Theory]
    [InlineData("ping", """{"zen":"Keep it logically awesome."}""", "Nothing can be replayed. ping: *")]
    [InlineData("installation", """{"action":"suspend","installation":{"id":77,"account":{"login":"octo-org"}}}""", "It is about installations *")]
    [InlineData("issues", "no json", "Nothing can be replayed. *")]
    public async Task WebhookFromWhichNoOperationFollows_IsAnsweredWithASentence(string name, string body, string sentence)
    {
        await using var sync = await Harnesses.StartAsync();

        var answer = await sync.Replays.ReplayAsync(await StoreAsync(sync, name, body));

        answer.IsDone.Should().BeFalse();
        answer.Sentence.Should().Match(sentence);
        (await sync.OperationsAsync()).Should().BeEmpty();
        (await sync.Store.FindByRepositoryAsync(sync.RepositoryId))!.Obstacles.Should().Be(ConnectionObstacles.None);
    }

    [Fact]
    public async Task UnknownWebhook_CannotBeReplayedOrAskedFor()
    {
        await using var sync = await Harnesses.StartAsync();
        var nobody = new Guid(7, 0, 0, new byte[8]);

        (await sync.Replays.ReplayAsync(nobody)).Sentence.Should().Be("This delivery is not stored, or not any more.");
        (await sync.Replays.RedeliverAsync(nobody)).Sentence.Should().StartWith("GitHub does not list this delivery any more");
    }

    [Fact]
    public async Task WebhookThatNeverCame_IsFoundAndAskedFor()
    {
        await using var sync = await Harnesses.StartAsync();
        sync.GitHub.OpenIssue(sync.RepositoryId, "Came");
        sync.GitHub.Faults.DropNextWebhook();
        sync.GitHub.OpenIssue(sync.RepositoryId, "Got lost");
        await sync.DrainAsync();
        var lost = sync.GitHub.GetDeliveries().Single(delivery => !delivery.Succeeded);

        var gaps = await sync.Replays.FindGapsAsync();
        gaps.Error.Should().BeNull();
        gaps.Gaps.Should().Equal(new DeliveryGap(lost.Webhook.Guid, "issues", "opened", lost.DeliveredAt, 504));

        var answer = await sync.Replays.RedeliverAsync(lost.Webhook.Guid);
        answer.Should().BeEquivalentTo(new DeliveryAnswer(true, "GitHub was asked to send it again; it arrives like any webhook.", []));
        await sync.DrainAsync();
        sync.Tasks.All.Should().HaveCount(2);
        (await sync.Replays.FindGapsAsync()).Gaps.Should().BeEmpty("a later attempt brought it");
    }

    [Fact]
    public async Task WebhookThatIsStored_IsAskedForAndRecognised()
    {
        await using var sync = await Harnesses.StartAsync();
        sync.GitHub.OpenIssue(sync.RepositoryId, "Issue");
        await sync.DrainAsync();

        var answer = await sync.Replays.RedeliverAsync(Sent(sync, "issues").Guid);
        await sync.DrainAsync();

        answer.IsDone.Should().BeTrue();
        answer.Sentence.Should().Contain("It is stored already");
        sync.GitHub.GetDeliveries().Count(delivery => delivery.Webhook.Event == "issues").Should().Be(2);
        (await sync.OperationsAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task ManyLostWebhooks_AreListedUpToABound()
    {
        await using var sync = await Harnesses.StartAsync();
        sync.GitHub.Faults.DropWebhook = 1;
        for (var i = 1; i <= 501; i++)
        {
            sync.GitHub.OpenIssue(sync.RepositoryId, $"Issue {i}");
        }

        var gaps = await sync.Replays.FindGapsAsync();

        gaps.Gaps.Should().HaveCount(500);
        gaps.Gaps[0].Id.Should().Be(sync.GitHub.GetDeliveries()[^1].Webhook.Guid, "newest first");
        gaps.Error.Should().Be("There are more; these are the newest 500.");
    }

    [Fact]
    public async Task WebhooksOlderThanThreeDays_AreNoGapsAndCannotBeAskedFor()
    {
        await using var sync = await Harnesses.StartAsync();
        sync.GitHub.Faults.DropNextWebhook();
        sync.GitHub.OpenIssue(sync.RepositoryId, "Issue");
        var lost = sync.GitHub.GetDeliveries().Single();
        sync.Clock.Advance(TimeSpan.FromDays(4));

        (await sync.Replays.FindGapsAsync()).Gaps.Should().BeEmpty();
        (await sync.Replays.RedeliverAsync(lost.Webhook.Guid)).IsDone.Should().BeFalse();
    }

    [Fact]
    public async Task GitHubThatRefuses_IsAnsweredWithItsReason()
    {
        await using var sync = await Harnesses.StartAsync();
        sync.GitHub.Faults.DropNextWebhook();
        sync.GitHub.OpenIssue(sync.RepositoryId, "Issue");
        sync.GitHub.Faults.FailNextBeforeApplying(502, times: 2);

        (await sync.Replays.FindGapsAsync()).Error.Should().StartWith("GitHub's list cannot be read: ");
        var answer = await sync.Replays.RedeliverAsync(sync.GitHub.GetDeliveries().Single().Webhook.Guid);
        answer.IsDone.Should().BeFalse();
        answer.Sentence.Should().StartWith("GitHub was asked and did not do it: ");
    }

    [Fact]
    public async Task PlainToken_IsAnsweredWithASentence()
    {
        await using var sync = await Harnesses.StartAsync(services: services => services.PostConfigure<GitHubOptions>(
            options => (options.AppId, options.PrivateKeyPem, options.Token) = (null, null, SyncHarness.UserToken)));

        (await sync.Replays.RedeliverAsync(Guid.Empty)).Sentence.Should().Contain("plain token");
        (await sync.Replays.FindGapsAsync()).Error.Should().Contain("plain token");
        sync.GitHub.Requests.Total.Should().Be(0);
    }

    private static SimulatorWebhook Sent(SyncHarness sync, string name) =>
        sync.GitHub.GetDeliveries().First(delivery => delivery.Webhook.Event == name).Webhook;

    private static string? TitleOf(SyncHarness sync) => sync.Tasks.All.Should().ContainSingle().Which.Content.Title;

    /// <summary>A webhook that is stored, and from which nothing followed when it came.</summary>
    private static async Task<Guid> StoreAsync(SyncHarness sync, string name, string body)
    {
        var delivery = new WebhookDelivery
        {
            Id = new Guid(1, 2, 3, new byte[8]),
            Event = name,
            Body = Encoding.UTF8.GetBytes(body),
            ReceivedAt = sync.Clock.GetUtcNow(),
            Outcome = "Nothing.",
        };
        await sync.Store.EnqueueAsync(new EnqueueBatch { Delivery = delivery });
        return delivery.Id;
    }
}
