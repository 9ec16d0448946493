using System.Globalization;
using Microsoft.IdentityModel.JsonWebTokens;

namespace GitSync.GitHub.Tests;

public sealed class AppAuthenticationTests : IDisposable
{
    private const string TokenPath = "/api/app/installations/957387/access_tokens";
    private static readonly string IssueJson = Bodies.Issue().ToJsonString();
    private readonly Gateway _gateway = Gateway.WithApp();
    private int _minted;

    public AppAuthenticationTests() => GitHub
        .On("GET /api/repositories", IssueJson)
        .On("PATCH /api/repositories", IssueJson)
        .On($"POST {TokenPath}", _ => Token($"token-{++_minted}", StubGitHub.Date.AddHours(1)));

    private StubGitHub GitHub => _gateway.GitHub;

    private int TokenRequests => GitHub.Requests.Count(sent => sent.Target.EndsWith("access_tokens", StringComparison.Ordinal));

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public void AppToken_IsIssuedInThePastAndEndsBeforeTenMinutes()
    {
        var token = new JsonWebToken(_gateway.Get<AppKey>().CreateToken());

        token.Alg.Should().Be("RS256");
        token.Issuer.Should().Be("4711");
        token.IssuedAt.Should().Be(StubGitHub.Date.UtcDateTime.AddSeconds(-60));
        token.ValidTo.Should().Be(StubGitHub.Date.UtcDateTime.AddMinutes(9));
        token.Claims.Select(claim => claim.Type).Should().BeEquivalentTo("iss", "iat", "exp");
    }

    [Fact]
    public async Task InstallationToken_IsAskedForOnceAndKept()
    {
        await Read();
        await Read();

        TokenRequests.Should().Be(1);
        GitHub.Requests[0].Authorization.Should().StartWith("Bearer ey");
        GitHub.Requests.Skip(1).Should().OnlyContain(sent => sent.Authorization == "Bearer token-1");
    }

    [Fact]
    public async Task TokenNearItsEnd_IsRenewed()
    {
        await Read();
        _gateway.Time.Advance(TimeSpan.FromMinutes(54));
        await Read();
        TokenRequests.Should().Be(1);

        _gateway.Time.Advance(TimeSpan.FromMinutes(1));
        await Read();

        TokenRequests.Should().Be(2);
        GitHub.Requests[^1].Authorization.Should().Be("Bearer token-2");
    }

    [Fact]
    public async Task ClockThatDiffersFromGitHubs_DoesNotShortenTheToken()
    {
        _gateway.Time.SetUtcNow(StubGitHub.Date.AddMinutes(58));

        await Read();
        await Read();

        TokenRequests.Should().Be(1);
    }

    [Fact]
    public async Task ManyCallsAtOnce_AskForOneToken()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(Read)));

        TokenRequests.Should().Be(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WornOutToken_IsRenewedOnce(bool write)
    {
        await Read();
        GitHub.On("GET /api/repositories", OnlyNew).On("PATCH /api/repositories", OnlyNew);

        await (write ? Write() : Read());

        TokenRequests.Should().Be(2);
        GitHub.Requests[^1].Authorization.Should().Be("Bearer token-2");

        static HttpResponseMessage OnlyNew(Sent sent) => sent.Authorization == "Bearer token-1"
            ? StubGitHub.Answer(401, """{"message":"Bad credentials"}""")
            : StubGitHub.Answer(200, IssueJson);
    }

    [Fact]
    public async Task RefusedFreshToken_IsNotTriedAgain()
    {
        GitHub.On("GET /api/repositories", """{"message":"Bad credentials"}""", 401);

        (await Failure(Read)).Failure.Should().Be(RemoteFailure.Unauthorized);
        TokenRequests.Should().Be(1);
        GitHub.Requests.Should().HaveCount(2);
    }

    [Theory]
    [InlineData(401, RemoteFailure.Unauthorized)]
    [InlineData(403, RemoteFailure.Forbidden)]
    [InlineData(404, RemoteFailure.Unauthorized)]
    [InlineData(410, RemoteFailure.Unauthorized)]
    [InlineData(422, RemoteFailure.Unauthorized, 2)]
    [InlineData(429, RemoteFailure.Limited)]
    [InlineData(500, RemoteFailure.Unavailable)]
    [InlineData(200, RemoteFailure.Unavailable)]
    public async Task NoToken_IsNeverAnUnknownOutcomeNorAMissingIssue(int status, RemoteFailure failure, int requests = 1)
    {
        GitHub.On($"POST {TokenPath}", "{}", status);

        (await Failure(Write)).Failure.Should().Be(failure);
        GitHub.Requests.Should().HaveCount(requests).And.OnlyContain(sent => sent.Target == TokenPath);
    }

    [Fact]
    public async Task ConnectionWithoutInstallation_SaysWhatToDo()
    {
        var failure = await Failure(() => _gateway.Port.GetIssueAsync(new RepositoryRef(1, null), 7, false, default));

        failure.Failure.Should().Be(RemoteFailure.Unauthorized);
        failure.Message.Should().Contain("connect the repository again");
    }

    [Fact]
    public async Task Repository_IsFoundWithItsInstallation()
    {
        GitHub.On("GET /api/repos/acme/shop", """{"id":5,"name":"shop","owner":{"login":"acme"}}""")
            .On("GET /api/repos/acme/shop/installation", """{"id":957387}""");

        (await _gateway.Port.FindRepositoryAsync("acme", "shop", default)).Should().Be(new RemoteRepository(5, 957387, "acme", "shop"));

        GitHub.Lines.Should().Equal("GET /api/repos/acme/shop/installation", $"POST {TokenPath}", "GET /api/repos/acme/shop");
        GitHub.Requests[0].Authorization.Should().StartWith("Bearer ey");
        GitHub.Requests[1].Body.Should().Be("""{"permissions":{"metadata":"read"}}""", "the id is not known yet");
        GitHub.Requests[2].Authorization.Should().Be("Bearer token-1");
    }

    [Theory]
    [InlineData("write", true)]
    [InlineData("read", false)]
    public async Task FoundRepository_TellsWhatStandsAgainstSynchronising(string issues, bool mayWrite)
    {
        GitHub.On("GET /api/repos/acme/shop", """{"id":5,"name":"shop","owner":{"login":"acme"},"archived":true,"disabled":true,"has_issues":false,"permissions":{"push":false}}""")
            .On("GET /api/repos/acme/shop/installation", $$$"""{"id":957387,"permissions":{"issues":"{{{issues}}}"}}""");

        (await _gateway.Port.FindRepositoryAsync("acme", "shop", default)).Should().Be(new RemoteRepository(5, 957387, "acme", "shop")
        {
            IsArchived = true,
            IsDisabled = true,
            HasIssues = false,
            MayWriteIssues = mayWrite,
        });
    }

    [Fact]
    public async Task OwnLogin_IsTheAppsBot()
    {
        GitHub.On("GET /api/app", """{"slug":"git-sync"}""");

        (await _gateway.Port.GetOwnLoginAsync(Gateway.Ref, default)).Should().Be("git-sync[bot]");
        (await _gateway.Port.GetOwnLoginAsync(Gateway.Ref, default)).Should().Be("git-sync[bot]");
        GitHub.Requests.Should().ContainSingle();
    }

    private static HttpResponseMessage Token(string token, DateTimeOffset expires) => StubGitHub.Answer(
        201, $$"""{"token":"{{token}}","expires_at":"{{expires.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}}"}""");

    private Task Read() => _gateway.Port.GetIssueAsync(Gateway.Ref, 7, isPullRequest: false, default);

    private Task Write() => _gateway.Port.UpdateIssueAsync(Gateway.Ref, 7, new IssueChange { Title = "T" }, default);

    private static async Task<RemoteException> Failure(Func<Task> act) => (await act.Should().ThrowAsync<RemoteException>()).Which;
}
