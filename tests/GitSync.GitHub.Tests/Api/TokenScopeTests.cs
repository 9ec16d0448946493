using System.Globalization;
using System.Text.Json;

namespace GitSync.GitHub.Tests;

/// <summary>A token reaches one repository, and does there what GitSync does.</summary>
public sealed class TokenScopeTests : IDisposable
{
    private const string TokenPath = "/api/app/installations/957387/access_tokens";
    private static readonly string IssueJson = Bodies.Issue().ToJsonString();
    private readonly Gateway _gateway = Gateway.WithApp();
    private int _minted;

    public TokenScopeTests() => GitHub
        .On("GET /api/repositories", IssueJson)
        .On("PATCH /api/repositories", IssueJson)
        .On($"POST {TokenPath}", _ => Token($"token-{++_minted}", StubGitHub.Date.AddHours(1)));

    private StubGitHub GitHub => _gateway.GitHub;

    private int TokenRequests => GitHub.Requests.Count(sent => sent.Target.EndsWith("access_tokens", StringComparison.Ordinal));

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task Token_IsNarrowedToTheRepositoryAndToWhatIsDoneThere()
    {
        await Read();

        GitHub.Requests[0].Body.Should().Be(
            $$$"""{"repository_ids":[{{{Gateway.Repository}}}],"permissions":{"issues":"write","pull_requests":"write","metadata":"read"}}""");
    }

    [Fact]
    public async Task AppThatWasGrantedLess_GetsATokenForTheRepositoryAlone()
    {
        GitHub.On($"POST {TokenPath}", sent => sent.Body!.Contains("permissions", StringComparison.Ordinal)
            ? StubGitHub.Answer(422, """{"message":"The permissions requested are not granted to this installation."}""")
            : Token("less", StubGitHub.Date.AddHours(1)));

        await Read();
        await Read();

        TokenRequests.Should().Be(2);
        GitHub.Requests[1].Body.Should().Be($$"""{"repository_ids":[{{Gateway.Repository}}]}""");
        GitHub.Requests[^1].Authorization.Should().Be("Bearer less");
    }

    [Fact]
    public async Task AppThatIsGrantedMore_IsUsedAfterAMinute()
    {
        GitHub.On("PATCH /api/repositories", sent => sent.Authorization == "Bearer token-1"
            ? StubGitHub.Answer(403, """{"message":"Resource not accessible by integration"}""")
            : StubGitHub.Answer(200, IssueJson));
        await Read();
        (await Failure(Write)).Failure.Should().Be(RemoteFailure.Forbidden);
        TokenRequests.Should().Be(1, "the token is new");
        _gateway.Time.Advance(AppAuthentication.TrustedFor);

        await Write();

        TokenRequests.Should().Be(2);
    }

    [Fact]
    public void MoreRepositoriesThanTheBound_ForgetTheOneUsedLongestAgo()
    {
        var cache = new TokenCache();
        for (var id = 1; id <= TokenCache.MaximumTokens; id++)
        {
            cache.Find(Scope(id)).Token = "t";
        }

        cache.Find(Scope(1)).Token.Should().Be("t");
        cache.Find(Scope(TokenCache.MaximumTokens + 1)).Token.Should().BeNull();

        cache.Find(Scope(1)).Token.Should().Be("t");
        cache.Find(Scope(2)).Token.Should().BeNull();

        static TokenScope Scope(long repository) => new(Gateway.Installation, repository);
    }

    /// <summary>Whatever is asked for, in whatever order: a request carries a token of the installation and repository that it is about.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task TokensInstallationAndRepository_AreAlwaysTheResources(int seed)
    {
        GitHub.On("POST /api/app/installations", sent => Token(
            $"{sent.Target.Split('/')[^2]}|{JsonDocument.Parse(sent.Body!).RootElement.GetProperty("repository_ids")[0].GetInt64()}|{++_minted}",
            _gateway.Time.GetUtcNow().AddHours(1)));
        var random = new Random(seed);
        for (var round = 0; round < 30; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => random.Next(60)).ToArray().Select(id => Task.Run(() => _gateway.Port.UpdateIssueAsync(
                new RepositoryRef(1_000 + id, id % 7), 7, new IssueChange { Title = "T" }, default))));
            _gateway.Time.Advance(TimeSpan.FromMinutes(random.Next(20)));
        }

        foreach (var sent in GitHub.Requests.Where(sent => sent.Method == "PATCH"))
        {
            var repository = long.Parse(sent.Target.Split('/')[3], CultureInfo.InvariantCulture);
            sent.Authorization.Should().StartWith($"Bearer {(repository - 1_000) % 7}|{repository}|");
        }

        GitHub.Requests.Count(sent => sent.Method == "PATCH").Should().Be(300);
    }

    private static HttpResponseMessage Token(string token, DateTimeOffset expires) => StubGitHub.Answer(
        201, $$"""{"token":"{{token}}","expires_at":"{{expires.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}}"}""");

    private Task Read() => _gateway.Port.GetIssueAsync(Gateway.Ref, 7, isPullRequest: false, default);

    private Task Write() => _gateway.Port.UpdateIssueAsync(Gateway.Ref, 7, new IssueChange { Title = "T" }, default);

    private static async Task<RemoteException> Failure(Func<Task> act) => (await act.Should().ThrowAsync<RemoteException>()).Which;
}
