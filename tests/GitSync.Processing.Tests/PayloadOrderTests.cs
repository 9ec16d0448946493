using System.Text.Json;
using GitSync.GitHub;
using GitSync.Testing;
using GitSync.Tests.Payloads;
using Microsoft.Extensions.DependencyInjection;

namespace GitSync.Processing.Tests;

/// <summary>
/// Webhooks arrive in any order (github-facts), hosts work in between and die: the records end the same. GitHub shows none of the objects here,
/// so the webhooks are all there is to know.
/// </summary>
public sealed class PayloadOrderTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task InAnyOrder_WithHostsThatWorkAndDieInBetween_TheRecordsEndTheSame()
    {
        var expected = await RecordsAfterAsync(seed: 0);
        for (var seed = 1; seed <= Runs; seed++)
        {
            (await RecordsAfterAsync(seed)).Should().Be(expected, $"seed {seed}");
        }
    }

    private static int Runs => int.TryParse(Environment.GetEnvironmentVariable("GITSYNC_TEST_RUNS"), out var runs) ? runs : 40;

    /// <param name="seed">The order of the webhooks and of the work; 0 keeps the order and works at the end.</param>
    private static async Task<string> RecordsAfterAsync(int seed)
    {
        await using var sync = await Harnesses.StartAsync(options =>
        {
            options.IssueDeletedOnGitHub = DeletionPolicy.Delete;
            options.SettleDelay = TimeSpan.FromSeconds(1);
        });
        sync.GitHub.CreateRepository("Codertocat", "Hello-World", WebhookBodies.InstallationId, WebhookBodies.RepositoryId);
        await sync.Store.ConnectAsync(new Connection
        {
            Project = "hello",
            RepositoryId = WebhookBodies.RepositoryId,
            InstallationId = WebhookBodies.InstallationId,
            Owner = "Codertocat",
            Name = "Hello-World",
        });
        var random = new Random(seed);
        var bodies = WebhookBodies.All().ToArray();
        if (seed > 0)
        {
            random.Shuffle(bodies);
        }

        var hosts = new Hosts(sync, random);
        var receiver = sync.Services.GetRequiredService<WebhookReceiver>();
        foreach (var (body, i) in bodies.Select((body, i) => (body, i)))
        {
            var signature = WebhookSignature.Sign(body.Body, "simulator-secret");
            var receipt = await receiver.ReceiveAsync(
                new WebhookRequest(body.Event, new Guid(i + 1, 0, 0, new byte[8]).ToString(), signature, body.Body), CancellationToken.None);
            receipt.Status.Should().Be(WebhookStatus.Accepted, body.Name);
            if (seed > 0)
            {
                await hosts.WorkALittleAsync();
            }
        }

        await hosts.EndAsync();
        sync.Clock.Advance(Lease + Lease);
        await sync.DrainAsync();
        return RecordsOf(sync);
    }

    private static string RecordsOf(SyncHarness sync) => string.Join('\n', sync.Tasks.All
        .Select(task => JsonSerializer.Serialize(task.Content) + string.Concat(sync.Comments.All
            .Where(comment => comment.TaskId == task.Id)
            .Select(comment => "\n  " + JsonSerializer.Serialize(comment.Content))
            .Order(StringComparer.Ordinal)))
        .Order(StringComparer.Ordinal)) + $"\n{sync.Comments.All.Count} comments";

    /// <summary>Workers whose claims overlap; now and then one dies with what it did.</summary>
    private sealed class Hosts(SyncHarness sync, Random random)
    {
        private readonly List<Completion> _done = [];
        private readonly List<ClaimedOperation> _claimed = [];

        public async Task WorkALittleAsync()
        {
            for (var steps = random.Next(6); steps > 0; steps--)
            {
                switch (random.Next(8))
                {
                    case 0 or 1 or 2:
                        _claimed.AddRange((await sync.Store.WorkAsync([], new ClaimRequest("host", 1 + random.Next(3), Lease))).Claimed);
                        break;
                    case 3 or 4 or 5 when _claimed.Count > 0:
                        var claim = _claimed[random.Next(_claimed.Count)];
                        _claimed.Remove(claim);
                        _done.Add(await sync.Processor.ProcessAsync(claim, CancellationToken.None));
                        break;
                    case 6:
                        await EndAsync();
                        break;
                    default:
                        sync.Clock.Advance(TimeSpan.FromMilliseconds(random.Next(400)));
                        break;
                }
            }

            if (random.Next(25) == 0)
            {
                _claimed.Clear();
                _done.Clear();
                sync.Clock.Advance(Lease + Lease);
            }
        }

        public async Task EndAsync()
        {
            await sync.Store.WorkAsync(_done, new ClaimRequest("host", 0, Lease));
            _done.Clear();
        }
    }
}
