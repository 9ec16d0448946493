using GitSync.Testing;

namespace GitSync.GitHub.Tests;

/// <summary>What a user with a token writes is written as that user; the token's limits and refusals are the user's own.</summary>
public sealed class UserCallsTests : IDisposable
{
    private const string UserToken = "ghu_secret";
    private static readonly string Issue = Bodies.Issue().ToJsonString();
    private static readonly RepositoryRef AsAda = Gateway.Ref with { ActingUserId = "ada" };

    private readonly Gateway _gateway;

    public UserCallsTests()
    {
        var users = new InMemoryUserDirectory();
        users.Add("ada", token: UserToken);
        _gateway = new Gateway(tokens: users);
    }

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task Reads_UseTheInstallationsToken()
    {
        _gateway.GitHub.On("GET", Issue);
        await _gateway.Port.GetIssueAsync(AsAda, 7, false, default);

        _gateway.GitHub.Requests.Should().ContainSingle().Which.Authorization.Should().NotContain(UserToken);
    }

    [Fact]
    public async Task ChangeThatTheUserMayNotMake_IsMadeByTheApp()
    {
        _gateway.GitHub.On("PATCH", sent => sent.Authorization!.Contains(UserToken) ? StubGitHub.Answer(403, """{"message":"Must have push access"}""") : StubGitHub.Answer(200, Issue));
        await _gateway.Port.UpdateIssueAsync(AsAda, 7, new IssueChange { Title = "New" }, default);

        _gateway.GitHub.Requests.Select(sent => sent.Authorization!.Contains(UserToken)).Should().Equal(true, false);
    }

    [Fact]
    public async Task CreationThatTheUserMayNotMake_IsLeftToTheCaller_WhoHasToAttributeIt()
    {
        _gateway.GitHub.On("POST", """{"message":"Must have push access"}""", 403);
        var creating = () => _gateway.Port.CreateCommentAsync(AsAda, 7, "Text", default);

        (await creating.Should().ThrowAsync<RemoteException>()).Which.Failure.Should().Be(RemoteFailure.Forbidden);
        _gateway.GitHub.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task LimitOfTheUsersToken_IsNoLimitOfTheInstallation()
    {
        _gateway.GitHub
            .On("GET", Issue)
            .On("PATCH", """{"message":"You have exceeded a secondary rate limit"}""", 403, ("Retry-After", "90"));
        var writing = () => _gateway.Port.UpdateIssueAsync(AsAda, 7, new IssueChange { Title = "New" }, default);

        (await writing.Should().ThrowAsync<RemoteException>()).Which.RetryAt.Should().Be(StubGitHub.Date.AddSeconds(90));
        (await _gateway.Port.GetIssueAsync(Gateway.Ref, 7, false, default)).Value.Number.Should().Be(7);
    }

    [Fact]
    public void Token_DoesNotShowItself() => $"{new UserToken(UserToken)}".Should().NotContain(UserToken);
}
