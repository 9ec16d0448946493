using System.Text.Json.Nodes;
using GitSync.Tests;

namespace GitSync.SampleHost.Tests;

public sealed class BurstOnSqliteTests : BurstTests<SqliteDatabase>;

[NeedsPostgres]
public sealed class BurstOnPostgresTests : BurstTests<PostgresDatabase>;

public abstract class BurstTests<TDatabase> : IAsyncLifetime
    where TDatabase : TemporaryDatabase, new()
{
    private const int Events = 50;

    private readonly TDatabase _database = new();
    private SimulatedGitHub _gitHub = null!;
    private HostProcess _host = null!;

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        _gitHub = await SimulatedGitHub.StartAsync();
        _host = await HostProcess.StartAsync(_gitHub, _database);
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _gitHub.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task FiftyEventsOfOneSecondInRandomOrderSomeDoubled_EndWithBothSidesEqualAndNothingLost(int seed)
    {
        var random = new Random(seed);
        var number = _gitHub.Simulator.OpenIssue(_gitHub.RepositoryId, "Burst").Number;
        for (var i = 1; i < Events; i++)
        {
            _gitHub.Simulator.EditIssue(_gitHub.RepositoryId, number, title: $"Title {i}");
        }

        var webhooks = _gitHub.Simulator.GetPendingWebhooks().Where(webhook => webhook.Event == "issues").ToArray();
        var deliveries = webhooks.Concat(webhooks.Where(_ => random.Next(4) == 0)).ToArray();
        random.Shuffle(deliveries);

        await Task.WhenAll(deliveries.Select(webhook => _host.PostWebhookAsync(webhook.Event, SameSecond(webhook.Body), webhook.Guid)));
        await _host.QuietAsync();

        var task = (await _host.ListAsync("api/tasks")).Should().ContainSingle().Subject!;
        ((string?)task["title"]).Should().Be($"Title {Events - 1}", _host.Output);
        var operations = await _host.ListAsync("sync/operations?limit=500");
        operations.Where(each => each!["deliveryId"] is not null).Should().HaveCount(Events);
        operations.Should().OnlyContain(each => new[] { "completed", "canceled", "dropped", "duplicate" }.Contains((string)each!["state"]!));
        _gitHub.Simulator.Requests.Count("PATCH").Should().Be(0);
    }

    /// <summary>The burst took more than a second to make; GitHub's clock would have shown one.</summary>
    private byte[] SameSecond(string body)
    {
        var json = JsonNode.Parse(body)!;
        json["issue"]!["updated_at"] = _gitHub.Issues[0].UpdatedAt.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
        return System.Text.Encoding.UTF8.GetBytes(json.ToJsonString());
    }
}
