using System.Globalization;
using System.Net.Sockets;
using GitSync.Tests;

namespace GitSync.GitHub.Tests;

public sealed class RemoteFailuresTests : IDisposable
{
    private static readonly int[] Statuses = [400, 401, 403, 404, 405, 408, 409, 410, 413, 415, 418, 422, 423, 429, 451, 500, 501, 502, 503, 504, 599];
    private readonly Gateway _gateway = new();

    private StubGitHub GitHub => _gateway.GitHub;

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task EveryStatus_FollowsTheTable()
    {
        var lines = new List<string>();
        foreach (var status in Statuses)
        {
            GitHub.On("", """{"message":"Words of GitHub.","errors":[{"resource":"Issue","field":"title","code":"missing_field"},"plain"]}""", status);
            var read = await Failure(Read);

            // A limit holds for the next request too, until its wait is over.
            _gateway.Time.Advance(TimeSpan.FromHours(2));
            var write = await Failure(Write);
            _gateway.Time.Advance(TimeSpan.FromHours(2));
            lines.Add($"{status}: read {read.Failure}, write {write.Failure}: {write.Message}");
        }

        Snapshots.Match(string.Join('\n', lines), "RemoteFailures");
    }

    public static TheoryData<string, int, string, string, string, int> Limits => new()
    {
        // message, status, header, value, second header, seconds to wait
        { "retry-after", 403, "Retry-After", "30", "", 30 },
        { "retry-after", 429, "retry-after", "90", "", 90 },
        { "retry-after goes before reset", 403, "Retry-After", "30", "1709298000", 30 },
        { "retry-after as a date", 429, "Retry-After", "Fri, 01 Mar 2024 12:02:00 GMT", "", 120 },
        { "retry-after beyond belief", 429, "Retry-After", "99999999999", "", 86_400 },
        { "nonsense", 429, "Retry-After", "soon", "", 60 },
        { "primary", 403, "X-RateLimit-Remaining", "0", "1709298000", 3_600 },
        { "primary, reset gone by", 403, "X-RateLimit-Remaining", "0", "1709294399", 0 },
        { "primary without reset", 429, "X-RateLimit-Remaining", "0", "", 60 },
        { "API rate limit exceeded for installation", 403, "X-None", "0", "", 60 },
        { "You have exceeded a secondary rate limit", 403, "X-None", "0", "", 60 },
        { "You have triggered an abuse detection mechanism", 403, "X-None", "0", "", 60 },
        { "429 alone", 429, "X-None", "0", "", 60 },
    };

    [Theory]
    [MemberData(nameof(Limits))]
    public async Task Limit_TellsWhenToComeBack(string message, int status, string header, string value, string reset, int seconds)
    {
        (string, string)[] headers = reset.Length == 0 ? [(header, value)] : [(header, value), ("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", reset)];
        GitHub.On("", $$"""{"message":"{{message}}"}""", status, headers);

        var failure = await Failure(Write);

        failure.Failure.Should().Be(RemoteFailure.Limited);
        failure.RetryAt.Should().Be(StubGitHub.Date.AddSeconds(seconds));
        failure.HttpStatus.Should().Be(status);
    }

    [Fact]
    public async Task ResetOfALimit_IsTakenByGitHubsClock()
    {
        var ours = StubGitHub.Date.AddMinutes(7);
        _gateway.Time.SetUtcNow(ours);
        GitHub.On("", "{}", 403, ("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", StubGitHub.Date.AddSeconds(40).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));

        (await Failure(Read)).RetryAt.Should().Be(ours.AddSeconds(40));
    }

    [Fact]
    public async Task ForbiddenWithBudgetLeft_IsNoLimit()
    {
        GitHub.On("", """{"message":"Resource not accessible by integration"}""", 403, ("X-RateLimit-Remaining", "4000"));

        (await Failure(Write)).Failure.Should().Be(RemoteFailure.Forbidden);
    }

    [Fact]
    public async Task RetiredApiVersion_IsNoDeletion()
    {
        GitHub.On("", """{"message":"This API version is no longer supported."}""", 410);

        (await Failure(Read)).Failure.Should().Be(RemoteFailure.Invalid);
    }

    [Fact]
    public async Task OverloadThatSaysWhen_IsRemembered()
    {
        GitHub.On("", "<html>", 503, ("Retry-After", "20"));

        (await Failure(Read)).RetryAt.Should().Be(StubGitHub.Date.AddSeconds(20));
    }

    public static TheoryData<HttpRequestError, RemoteFailure> Breaks => new()
    {
        { HttpRequestError.NameResolutionError, RemoteFailure.Unavailable },
        { HttpRequestError.ConnectionError, RemoteFailure.Unavailable },
        { HttpRequestError.SecureConnectionError, RemoteFailure.Unavailable },
        { HttpRequestError.ProxyTunnelError, RemoteFailure.Unavailable },
        { HttpRequestError.ResponseEnded, RemoteFailure.OutcomeUnknown },
        { HttpRequestError.InvalidResponse, RemoteFailure.OutcomeUnknown },
        { HttpRequestError.Unknown, RemoteFailure.OutcomeUnknown },
    };

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task BrokenConnection_LeavesAWriteUnknownOnlyAfterSending(HttpRequestError error, RemoteFailure write)
    {
        GitHub.On("", Throw);

        (await Failure(Read)).Failure.Should().Be(RemoteFailure.Unavailable);
        (await Failure(Write)).Failure.Should().Be(write);

        HttpResponseMessage Throw(Sent sent) => throw new HttpRequestException(error, "broken");
    }

    [Fact]
    public async Task StrangeException_IsAFailureToo()
    {
        GitHub.On("", (Func<Sent, HttpResponseMessage>)(_ => throw new SocketException()));

        (await Failure(Write)).Failure.Should().Be(RemoteFailure.OutcomeUnknown);
    }

    [Theory]
    [InlineData("""{"id":1,"number":7,"tit""")]
    [InlineData("")]
    [InlineData("<html></html>")]
    [InlineData("[]")]
    [InlineData("{}")]
    public async Task UnreadableAnswerToAWrite_IsUnknown(string json)
    {
        GitHub.On("", json);

        (await Failure(Write)).Failure.Should().Be(RemoteFailure.OutcomeUnknown);
        (await Failure(Read)).Failure.Should().Be(RemoteFailure.Unavailable);
    }

    [Fact]
    public async Task AnswerThatDoesNotCome_TimesOutByTheInjectedClock()
    {
        (await TimesOut(Write)).Failure.Should().Be(RemoteFailure.OutcomeUnknown);
        (await TimesOut(Read)).Failure.Should().Be(RemoteFailure.Unavailable);
    }

    [Fact]
    public async Task CallerThatGivesUp_CancelsEvenAPatch()
    {
        using var cancellation = new CancellationTokenSource();
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        GitHub.On("", async (_, token) =>
        {
            arrived.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            return StubGitHub.Answer(200, "{}");
        });

        var writing = _gateway.Port.UpdateIssueAsync(Gateway.Ref, 7, new IssueChange { Title = "T" }, cancellation.Token);
        await arrived.Task;
        await cancellation.CancelAsync();

        await FluentActions.Awaiting(() => writing).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Message_HoldsNeitherTokenNorBody()
    {
        GitHub.On("", """{"message":"Validation Failed"}""", 422);

        var failure = await Failure(() => _gateway.Port.CreateCommentAsync(Gateway.Ref, 7, "the secret text", default));

        failure.ToString().Should().NotContain("the secret text").And.NotContain("a-plain-token");
        failure.Message.Should().Be("GitHub answered POST repositories/186853002/issues/7/comments with 422: Validation Failed.");
    }

    private async Task<RemoteException> TimesOut(Func<Task> act)
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        GitHub.On("", async (_, token) =>
        {
            arrived.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            return StubGitHub.Answer(200, "{}");
        });
        var failing = Failure(act);
        await arrived.Task;
        _gateway.Time.Advance(TimeSpan.FromSeconds(12));
        return await failing;
    }

    private Task Read() => _gateway.Port.GetIssueAsync(Gateway.Ref, 7, isPullRequest: false, default);

    private Task Write() => _gateway.Port.UpdateIssueAsync(Gateway.Ref, 7, new IssueChange { Title = "T" }, default);

    private static async Task<RemoteException> Failure(Func<Task> act) => (await act.Should().ThrowAsync<RemoteException>()).Which;
}
