using System.Net;
using Octokit;
using static GitSync.Testing.Tests.Simulator.HttpExtensions;
using static GitSync.Testing.Tests.Simulator.SimulatorWorld;

namespace GitSync.Testing.Tests.Simulator;

/// <summary>What goes wrong on the way, and that the simulator's own state stays whole.</summary>
public sealed class FaultTests : IAsyncDisposable
{
    private const string Issues = $"repos/{Owner}/{Name}/issues";
    private readonly SimulatorWorld world = new();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    private Task<Issue> CreateAsync() => world.Octokit().Issue.Create(RepositoryId, new NewIssue("t"));

    private int IssueCount => world.Simulator.GetIssues(RepositoryId).Count;

    [Fact]
    public async Task LostAnswer_WasApplied()
    {
        world.Simulator.Faults.LoseNextAnswer(r => r.Method == "POST");

        await FluentActions.Awaiting(CreateAsync).Should().ThrowAsync<HttpRequestException>();

        IssueCount.Should().Be(1);
        world.Simulator.Faults.Injected()["Lose"].Should().Be(1);
        await CreateAsync();
        IssueCount.Should().Be(2, "the fault was for one request");
    }

    [Fact]
    public async Task TimeOut_IsTaskCanceledWithoutCancellation()
    {
        world.Simulator.Faults.TimeOutNext();
        world.Simulator.Faults.TimeOutNext(applied: false);

        await FluentActions.Awaiting(CreateAsync).Should().ThrowAsync<TaskCanceledException>();
        IssueCount.Should().Be(1);
        await FluentActions.Awaiting(CreateAsync).Should().ThrowAsync<TaskCanceledException>();
        IssueCount.Should().Be(1);
    }

    [Fact]
    public async Task ServerError_BeforeAndAfterApplying_LookTheSame()
    {
        world.Simulator.Faults.FailNextBeforeApplying(500);
        world.Simulator.Faults.FailNextAfterApplying(502);

        (await FluentActions.Awaiting(CreateAsync).Should().ThrowAsync<ApiException>()).Which.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        IssueCount.Should().Be(0);
        (await FluentActions.Awaiting(CreateAsync).Should().ThrowAsync<ApiException>()).Which.StatusCode.Should().Be(HttpStatusCode.BadGateway);
        IssueCount.Should().Be(1);
    }

    [Fact]
    public async Task TruncatedAnswer_IsASerializationError()
    {
        world.Simulator.Faults.TruncateNextAnswer();

        await FluentActions.Awaiting(CreateAsync).Should().ThrowAsync<System.Runtime.Serialization.SerializationException>();
        IssueCount.Should().Be(1);
    }

    [Fact]
    public async Task Refusal_CarriesTheGivenHeadersAndAppliesNothing()
    {
        world.Simulator.Faults.RefuseNext(429, new Dictionary<string, string> { ["Retry-After"] = "7" }, times: 2);

        for (var i = 0; i < 2; i++)
        {
            var answer = await world.Http().PostAsync(Issues, Json("""{"title":"t"}"""));
            answer.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
            answer.Header("Retry-After").Should().Be("7");
        }

        IssueCount.Should().Be(0);
        (await world.Http().PostAsync(Issues, Json("""{"title":"t"}"""))).StatusCode.Should().Be(HttpStatusCode.Created);
    }

    [Fact]
    public async Task HeldAnswer_LetsItsOwnWebhookComeFirst()
    {
        await world.ForgetAsync();
        var held = world.Simulator.Faults.HoldNextAnswer(r => r.Method == "POST");

        var call = CreateAsync();
        await held.Reached.WaitAsync(TimeSpan.FromSeconds(10));
        (await world.DrainNamesAsync()).Should().Equal("issues.opened");
        call.IsCompleted.Should().BeFalse();
        held.Release();

        (await call).Number.Should().Be(1);
    }

    [Fact]
    public async Task DelayedAnswer_WaitsForTheClock()
    {
        world.Simulator.Faults.DelayNextAnswer(TimeSpan.FromSeconds(8));

        var call = CreateAsync();
        IssueCount.Should().Be(1);
        call.IsCompleted.Should().BeFalse();
        world.Clock.Advance(TimeSpan.FromSeconds(8));

        (await call).Number.Should().Be(1);
    }

    [Fact]
    public async Task ReadLag_HidesTheYoungAndShowsTheOld()
    {
        var old = world.Simulator.OpenIssue(RepositoryId, "before");
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Simulator.EditIssue(RepositoryId, old.Number, title: "after");
        var young = world.Simulator.OpenIssue(RepositoryId, "young");
        world.Simulator.Faults.ReadLag = TimeSpan.FromSeconds(5);
        var client = world.Octokit();

        (await client.Issue.Get(RepositoryId, old.Number)).Title.Should().Be("before");
        await FluentActions.Awaiting(() => client.Issue.Get(RepositoryId, young.Number)).Should().ThrowAsync<NotFoundException>();
        (await client.Issue.GetAllForRepository(RepositoryId)).Should().ContainSingle();
        (await client.Connection.Patch<Issue>(
            new Uri($"repositories/{RepositoryId}/issues/{young.Number}", UriKind.Relative), new { title = "written" })).Body.Title
            .Should().Be("written", "writes are not behind");

        world.Clock.Advance(TimeSpan.FromSeconds(5));
        (await client.Issue.Get(RepositoryId, old.Number)).Title.Should().Be("after");
        (await client.Issue.Get(RepositoryId, young.Number)).Title.Should().Be("written");
    }

    [Fact]
    public async Task Webhooks_DropDoubleDelayVanish()
    {
        await world.ForgetAsync();
        world.Simulator.Faults.DropNextWebhook();
        world.Simulator.Faults.DoubleNextWebhook();
        world.Simulator.Faults.DelayNextWebhook(TimeSpan.FromMinutes(1));
        world.Simulator.Faults.VanishNextWebhook();
        foreach (var title in new[] { "dropped", "doubled", "delayed", "vanished", "plain" })
            world.Simulator.OpenIssue(RepositoryId, title);

        await world.Simulator.DrainAsync();
        Titles().Should().Equal("doubled", "doubled", "plain");
        world.Received[0].Guid.Should().Be(world.Received[1].Guid);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.Simulator.DrainAsync();
        Titles().Should().Equal("doubled", "doubled", "plain", "delayed");

        var dropped = world.Simulator.GetDeliveries().Single(d => !d.Succeeded);
        world.Simulator.Redeliver(dropped.Webhook.Id);
        await world.Simulator.DrainAsync();
        Titles().Should().EndWith("dropped");
    }

    [Fact]
    public async Task Reordering_KeepsAllAndRepeatsWithItsSeed()
    {
        var first = await OrderAsync(seed: 3);
        var again = await OrderAsync(seed: 3);

        first.Should().BeEquivalentTo(Enumerable.Range(1, 20)).And.NotBeInAscendingOrder();
        again.Should().Equal(first);
    }

    [Fact]
    public async Task Probabilities_RepeatWithTheirSeed()
    {
        async Task<string> OutcomesAsync()
        {
            await using var some = new SimulatorWorld(o => o.Seed = 11);
            some.Simulator.Faults.FailBefore = 0.5;
            some.Simulator.Faults.Only = r => r.Method == "GET";
            var outcomes = "";
            for (var i = 0; i < 20; i++)
                outcomes += (await some.Http().GetAsync(Issues)).IsSuccessStatusCode ? "+" : "-";
            (await some.Http().PostAsync(Issues, Json("""{"title":"t"}"""))).StatusCode.Should().Be(HttpStatusCode.Created);
            return outcomes;
        }

        var outcomes = await OutcomesAsync();
        outcomes.Should().Contain("+").And.Contain("-");
        (await OutcomesAsync()).Should().Be(outcomes);
    }

    [Fact]
    public async Task Clear_EndsEverything()
    {
        world.Simulator.Faults.LoseAnswer = 1;
        world.Simulator.Faults.FailNextBeforeApplying();
        world.Simulator.Faults.Clear();

        (await CreateAsync()).Number.Should().Be(1);
    }

    private IEnumerable<string> Titles() => world.Received.Select(w => w.Payload()["issue"]!["title"]!.GetValue<string>());

    private static async Task<List<int>> OrderAsync(int seed)
    {
        await using var shuffled = new SimulatorWorld(o => o.Seed = seed);
        await shuffled.ForgetAsync();
        shuffled.Simulator.Faults.ReorderWebhook = 0.5;
        for (var i = 0; i < 20; i++)
            shuffled.Simulator.OpenIssue(RepositoryId, "t");
        await shuffled.Simulator.DrainAsync();
        return shuffled.Received.ConvertAll(w => w.Payload()["issue"]!["number"]!.GetValue<int>());
    }
}
