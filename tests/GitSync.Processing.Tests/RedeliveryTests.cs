using GitSync.Testing;

namespace GitSync.Processing.Tests;

/// <summary>GitHub never sends a failed webhook again by itself: it is asked for it, within the three days that it keeps it.</summary>
public sealed class RedeliveryTests
{
    [Fact]
    public async Task FailedWebhooks_AreAskedForAgain()
    {
        await using var sync = await StartAsync();
        sync.GitHub.Faults.DropWebhook = 1;
        for (var i = 1; i <= 250; i++)
        {
            sync.GitHub.OpenIssue(sync.RepositoryId, $"Issue {i}");
        }

        await sync.DrainAsync();
        sync.Tasks.All.Should().BeEmpty("all webhooks were lost");
        sync.GitHub.Faults.DropWebhook = 0;
        await RunAsync(sync);
        await sync.DrainAsync();

        sync.Tasks.All.Should().HaveCount(250);
        Redeliveries(sync).Should().Be(250);
        sync.Clock.Advance(TimeSpan.FromMinutes(5));
        await RunAsync(sync);
        Redeliveries(sync).Should().Be(250, "what has arrived is not asked for again");
    }

    [Fact]
    public async Task WebhookWhoseAnswerWasLost_IsStoredAndLeftAlone()
    {
        await using var sync = await StartAsync();
        sync.GitHub.OpenIssue(sync.RepositoryId, "Issue");
        await sync.DrainAsync();
        var delivery = sync.GitHub.GetDeliveries().Single(each => each.Webhook.Event == "issues");
        sync.GitHub.Faults.DropNextWebhook();
        sync.GitHub.Redeliver(delivery.Webhook.Id);
        await sync.DrainAsync();
        await RunAsync(sync);

        Redeliveries(sync).Should().Be(0);
    }

    [Fact]
    public async Task WebhookThatFailsAgainAndAgain_IsAskedForFiveTimes_LessAndLessOften()
    {
        await using var sync = await StartAsync();
        sync.GitHub.Faults.DropWebhook = 1;
        sync.GitHub.OpenIssue(sync.RepositoryId, "Issue");
        var asked = new List<int>();
        for (var minute = 0; minute < 180; minute += 5)
        {
            await sync.DrainAsync();
            var before = Redeliveries(sync);
            await RunAsync(sync);
            if (Redeliveries(sync) > before)
            {
                asked.Add(minute);
            }

            sync.Clock.Advance(TimeSpan.FromMinutes(5));
        }

        asked.Should().Equal(0, 5, 15, 35, 70);
    }

    [Fact]
    public async Task WebhooksOlderThanThreeDays_AreLeftToTheSweep()
    {
        await using var sync = await StartAsync();
        sync.GitHub.Faults.DropWebhook = 1;
        sync.GitHub.OpenIssue(sync.RepositoryId, "Issue");
        await sync.DrainAsync();
        sync.Clock.Advance(TimeSpan.FromDays(4));
        await RunAsync(sync);

        Redeliveries(sync).Should().Be(0);
    }

    [Fact]
    public async Task LimitOrOutage_IsWaitedFor()
    {
        await using var sync = await StartAsync();
        sync.GitHub.Faults.DropWebhook = 1;
        sync.GitHub.OpenIssue(sync.RepositoryId, "Issue");
        await sync.DrainAsync();
        sync.GitHub.Faults.DropWebhook = 0;
        sync.GitHub.Faults.FailNextBeforeApplying(502, request => request.Path.EndsWith("/attempts", StringComparison.Ordinal));
        var next = await RunAsync(sync);
        Redeliveries(sync).Should().Be(0);
        sync.Clock.Advance(next!.Value - sync.Clock.GetUtcNow());
        await RunAsync(sync);
        await sync.DrainAsync();

        sync.Tasks.All.Should().ContainSingle();
    }

    [Fact]
    public async Task SwitchedOff_AsksNothing()
    {
        await using var sync = await Harnesses.StartAsync(options => options.Repair.RedeliveryInterval = TimeSpan.Zero);
        (await RunAsync(sync)).Should().BeNull();
        sync.GitHub.Requests.Total.Should().Be(0);
    }

    private static Task<SyncHarness> StartAsync() => Harnesses.StartAsync();

    private static Task<DateTimeOffset?> RunAsync(SyncHarness sync) =>
        sync.Repairs.Single(task => task.GetType().Name == "FailedDeliveries").RunDueAsync();

    private static int Redeliveries(SyncHarness sync) => sync.GitHub.Requests.Entries()
        .Count(request => request is { Method: "POST", Status: 202 } && request.Path.EndsWith("/attempts", StringComparison.Ordinal));
}
