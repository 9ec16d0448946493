using System.Globalization;

namespace GitSync.GitHub.Tests;

/// <summary>Limits hold for an installation on every host, and for no other installation.</summary>
public sealed class RequestBudgetTests : IDisposable
{
    private static readonly string Issue = Bodies.Issue().ToJsonString();

    private readonly Gateway _first = new();
    private readonly Gateway _second;

    public RequestBudgetTests() => _second = new Gateway(onSameDatabase: _first);

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }

    [Fact]
    public async Task RefusalOnOneHost_HoldsOnTheOthersWithoutARequest()
    {
        _first.GitHub.On("", """{"message":"You have exceeded a secondary rate limit"}""", 403, ("Retry-After", "90"));
        _second.GitHub.On("", Issue);
        var refusal = await FailureAsync(() => ReadAsync(_first, 1));
        var elsewhere = await FailureAsync(() => ReadAsync(_second, 1));

        refusal.RetryAt.Should().Be(StubGitHub.Date.AddSeconds(90));
        elsewhere.Failure.Should().Be(RemoteFailure.Limited);
        elsewhere.RetryAt.Should().Be(StubGitHub.Date.AddSeconds(90));
        elsewhere.HttpStatus.Should().BeNull();
        _second.GitHub.Requests.Should().BeEmpty("going on while limited risks a ban");

        _first.Time.Advance(TimeSpan.FromSeconds(91));
        (await ReadAsync(_second, 1)).Value.Number.Should().Be(7);
    }

    [Fact]
    public async Task LimitedInstallation_DelaysNoOther()
    {
        using var app = Gateway.WithApp();
        app.GitHub
            .On("", Issue)
            .On("POST /api/app/installations", """{"token":"ghs_x","expires_at":"2024-03-01T13:00:00Z"}""", 201)
            .On("GET /api/repositories/1/", "{}", 429);
        await FailureAsync(() => app.Port.GetIssueAsync(new RepositoryRef(1, 11), 7, false, default));
        (await app.Port.GetIssueAsync(new RepositoryRef(2, 22), 7, false, default)).Value.Number.Should().Be(7);
        (await FailureAsync(() => app.Port.GetIssueAsync(new RepositoryRef(3, 11), 7, false, default))).Failure.Should().Be(RemoteFailure.Limited);
    }

    [Fact]
    public async Task RestOfTheHour_IsLeftToUsersOnEveryHost()
    {
        _first.GitHub.On("", Issue, 200, Budget(499));
        _second.GitHub.On("", Issue, 200, Budget(498));
        await ReadAsync(_first, 1);
        (await FailureAsync(() => ReadAsync(_second, 1, isUrgent: false))).RetryAt.Should().Be(StubGitHub.Date.AddMinutes(30));
        await ReadAsync(_second, 1);
    }

    [Fact]
    public async Task RequestsThatAreLeft_AreKnownOnEveryHost()
    {
        _first.GitHub.On("", Issue, 200, Budget(4_321));
        var other = _second.Get<IRemoteLimits>();
        (await other.FindHeadroomAsync(null)).Should().BeNull();

        await ReadAsync(_first, 1);

        (await other.FindHeadroomAsync(null)).Should().Be(new RemoteHeadroom(5_000, 4_321, StubGitHub.Date.AddMinutes(30)));
        (await other.FindHeadroomAsync(7)).Should().BeNull("every installation has a budget of its own");
        _first.Time.Advance(TimeSpan.FromMinutes(30));
        (await other.FindHeadroomAsync(null)).Should().BeNull("its window is over");
    }

    [Fact]
    public async Task Writes_ArePacedForAllHostsTogether()
    {
        _first.GitHub.On("", Issue);
        _second.GitHub.On("", Issue);
        var sent = 0;
        DateTimeOffset? until = null;
        for (var i = 0; i < 30; i++)
        {
            try
            {
                await WriteAsync(i % 2 == 0 ? _first : _second);
                sent++;
            }
            catch (RemoteException paced) when (paced.Failure == RemoteFailure.Limited)
            {
                until ??= paced.RetryAt;
            }
        }

        sent.Should().Be(20, "a quarter of 80 goes at once");
        (_first.GitHub.Requests.Count + _second.GitHub.Requests.Count).Should().Be(20, "what was put off was not sent");
        until.Should().Be(StubGitHub.Date.AddSeconds(1));
        await ReadAsync(_first, 1);
    }

    [Fact]
    public async Task PaceOfNone_SendsEverything()
    {
        using var free = new Gateway(options => (options.MaximumWritesPerMinute, options.MaximumWritesPerHour) = (0, 0));
        free.GitHub.On("", Issue);
        for (var i = 0; i < 600; i++)
        {
            await WriteAsync(free);
        }

        free.GitHub.Requests.Should().HaveCount(600);
    }

    private static (string, string)[] Budget(int remaining) =>
    [
        ("X-RateLimit-Limit", "5000"), ("X-RateLimit-Remaining", remaining.ToString(CultureInfo.InvariantCulture)), ("X-RateLimit-Resource", "core"),
        ("X-RateLimit-Reset", StubGitHub.Date.AddMinutes(30).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
    ];

    private static Task<RemoteAnswer<RemoteIssue>> ReadAsync(Gateway gateway, long repository, bool isUrgent = true) =>
        gateway.Port.GetIssueAsync(new RepositoryRef(repository, null, isUrgent), 7, false, default);

    private static Task<RemoteAnswer<RemoteIssue>> WriteAsync(Gateway gateway) =>
        gateway.Port.UpdateIssueAsync(new RepositoryRef(1, null), 7, new IssueChange { Title = "t" }, default);

    private static async Task<RemoteException> FailureAsync(Func<Task> act) =>
        (await act.Should().ThrowAsync<RemoteException>()).Which;
}
