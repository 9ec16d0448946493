using System.Net;
using System.Text.Json.Nodes;
using GitSync.Tests;

namespace GitSync.SampleHost.Tests;

public sealed class PublishedPayloadsOnSqliteTests : PublishedPayloadsTests<SqliteDatabase>;

[NeedsPostgres]
public sealed class PublishedPayloadsOnPostgresTests : PublishedPayloadsTests<PostgresDatabase>;

/// <summary>Every published example body, signed, at a running host whose connection names their repository.</summary>
public abstract class PublishedPayloadsTests<TDatabase>
    where TDatabase : TemporaryDatabase, new()
{
    private static readonly (string, string)[] Connection =
    [
        ("GitHub:WebhookSecrets:0", SimulatedGitHub.Secret),
        ("GitSync:Connections:0:Project", "hello"),
        ("GitSync:Connections:0:Repository", WebhookBodies.Repository),
        ("GitSync:Connections:0:RepositoryId", WebhookBodies.RepositoryId.ToString()),
        ("GitSync:Connections:0:InstallationId", WebhookBodies.InstallationId.ToString()),

        // What webhooks bring is counted: what hosts find by looking for themselves comes later.
        ("GitSync:Repair:PollInterval", "00:10:00"),
    ];

    [Fact]
    public async Task InAnyOrder_TheRecordsEndTheSame_AndPostedAgainNothingChanges()
    {
        var ends = new List<string>();
        foreach (var seed in new[] { 0, 1, 2, 3 })
        {
            await using var database = new TDatabase();
            await database.InitializeAsync();
            await using var host = await HostProcess.StartAsync(database, Connection);
            var bodies = WebhookBodies.All().Select((body, i) => (Body: body, Delivery: new Guid(i + 1, 0, 0, new byte[8]))).ToArray();
            if (seed > 0)
            {
                new Random(seed).Shuffle(bodies);
            }

            foreach (var (body, delivery) in bodies)
            {
                using var answer = await host.PostWebhookAsync(body.Event, body.Body, delivery);
                answer.StatusCode.Should().Be(HttpStatusCode.Accepted, $"{body.Event}/{body.Name}");
            }

            await host.QuietAsync();
            var records = await RecordsAsync(host);
            var operations = (await host.ListAsync("sync/operations?limit=500")).Count;

            foreach (var (body, delivery) in bodies)
            {
                using var answer = await host.PostWebhookAsync(body.Event, body.Body, delivery);
                answer.StatusCode.Should().Be(HttpStatusCode.Accepted);
            }

            await host.QuietAsync();
            (await RecordsAsync(host)).Should().Be(records);
            (await host.ListAsync("sync/operations?limit=500")).Should().HaveCount(operations, "a known GUID brings nothing new");
            if (seed == 0)
            {
                // Nobody signs the GUID: whoever has recorded a body can send it under another one.
                foreach (var (body, delivery) in bodies)
                {
                    using var answer = await host.PostWebhookAsync(body.Event, body.Body, new Guid(delivery.ToByteArray()[0], 1, 0, new byte[8]));
                    answer.StatusCode.Should().Be(HttpStatusCode.Accepted);
                }

                await host.QuietAsync();
                (await RecordsAsync(host)).Should().Be(records);
            }

            ends.Add(records);
        }

        ends.Distinct().Should().ContainSingle(string.Join("\n\n", ends));
    }

    [Fact]
    public async Task EveryDelivery_EndsInAnOperationOrAStatedReason()
    {
        await using var database = new TDatabase();
        await database.InitializeAsync();
        await using var host = await HostProcess.StartAsync(database, Connection);
        var delivery = 0;
        foreach (var body in WebhookBodies.All())
        {
            var id = new Guid(++delivery, 0, 0, new byte[8]);
            using var answer = await host.PostWebhookAsync(body.Event, body.Body, id);
            answer.StatusCode.Should().Be(HttpStatusCode.Accepted, body.Name);
            var stored = await host.GetAsync($"sync/deliveries/{id}");
            ((string?)stored["event"]).Should().Be(body.Event);
            ((string?)stored["outcome"]).Should().NotBeNullOrWhiteSpace();
        }

        await host.QuietAsync();
        foreach (var operation in await host.ListAsync("sync/operations?limit=500"))
        {
            ((string?)operation!["explanation"]).Should().NotBeNullOrWhiteSpace();
            ((string?)operation["rule"]).Should().NotBeNullOrWhiteSpace();
        }
    }

    /// <summary>What the board shows, without ids of its own and without how it came about.</summary>
    private static async Task<string> RecordsAsync(HostProcess host)
    {
        var records = new List<string>();
        foreach (var task in await host.ListAsync("api/tasks"))
        {
            var comments = await host.ListAsync($"api/tasks/{task!["id"]}/comments");
            records.Add(Shown(task) + string.Concat(comments.Select(comment => "\n  " + Shown(comment!)).Order(StringComparer.Ordinal)));
        }

        return string.Join('\n', records.Order(StringComparer.Ordinal));
    }

    private static string Shown(JsonNode record)
    {
        var copy = record.DeepClone().AsObject();
        foreach (var field in new[] { "id", "taskId", "sync", "modifiedAt" })
        {
            copy.Remove(field);
        }

        if (copy["github"] is JsonObject gitHub)
        {
            // The issue's own id is learnt only from the forms that carry it.
            gitHub.Remove("issueId");
            gitHub.Remove("url");
        }

        return copy.ToJsonString();
    }
}
