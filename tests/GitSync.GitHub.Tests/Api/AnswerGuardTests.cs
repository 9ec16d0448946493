using System.Net;

namespace GitSync.GitHub.Tests;

/// <summary>Answers beyond every bound, of GitHub or of whatever stands before it: a sentence says so, and the host lives on.</summary>
public sealed class AnswerGuardTests : IDisposable
{
    /// <summary>A reader that calls itself for each level overflows its stack long before.</summary>
    private const int Abyss = 200_000;

    private static readonly string Issue = Bodies.Issue().ToJsonString();
    private readonly Gateway _gateway = new();

    private StubGitHub GitHub => _gateway.GitHub;

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task AnswerOfSixtyFourLevels_IsRead()
    {
        GitHub.On("GET", IssueOf(levels: 64));

        (await _gateway.Port.GetIssueAsync(Gateway.Ref, 7, isPullRequest: false, default)).Value.Title.Should().Be("Broken build");
    }

    [Theory]
    [InlineData(65)]
    [InlineData(Abyss)]
    public async Task DeeperAnswer_IsNone(int levels)
    {
        GitHub.On("", IssueOf(levels));

        (await FailureAsync(Read)).Failure.Should().Be(RemoteFailure.Unavailable);
        (await FailureAsync(Write)).Failure.Should().Be(RemoteFailure.OutcomeUnknown);
    }

    public static TheoryData<int, RemoteFailure, string> Refusals()
    {
        var refusals = new TheoryData<int, RemoteFailure, string>();
        foreach (var opening in (string[])["[", """{"message":""", """{x":[{"message":"""])
        {
            refusals.Add(401, RemoteFailure.Unauthorized, opening);
            refusals.Add(403, RemoteFailure.Forbidden, opening);
            refusals.Add(404, RemoteFailure.NotFound, opening);
            refusals.Add(422, RemoteFailure.Invalid, opening);
            refusals.Add(429, RemoteFailure.Limited, opening);
            refusals.Add(500, RemoteFailure.OutcomeUnknown, opening);
        }

        return refusals;
    }

    // Its status says what it is; words that nobody can reach are left out.
    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task DeepRefusal_IsReadByItsStatusAlone(int status, RemoteFailure failure, string opening)
    {
        GitHub.On("", string.Concat(Enumerable.Repeat(opening, Abyss)), status);

        var refused = await FailureAsync(Write);

        refused.Failure.Should().Be(failure);
        refused.Message.Should().StartWith($"GitHub answered PATCH repositories/186853002/issues/7 with {status}").And.EndWith(".").And.NotContain("[");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnswerOverTheBound_IsReadNoFurther(bool isAnnounced)
    {
        var answers = new List<EndlessContent>();
        GitHub.On("", _ =>
        {
            answers.Add(new EndlessContent(isAnnounced));
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = answers[^1] };
        });

        (await FailureAsync(Read)).Failure.Should().Be(RemoteFailure.Unavailable);
        (await FailureAsync(Write)).Failure.Should().Be(RemoteFailure.OutcomeUnknown);

        answers.Should().HaveCount(2).And.OnlyContain(answer => answer.IsDisposed);
        answers.Should().OnlyContain(answer => isAnnounced ? answer.Sent == 0 : answer.Sent <= AnswerGuard.MaximumAnswerBytes + EndlessContent.Block);
    }

    private static string IssueOf(int levels) => $"{Issue[..^1]},\"extra\":{new string('[', levels - 1)}{new string(']', levels - 1)}}}";

    private Task Read() => _gateway.Port.GetIssueAsync(Gateway.Ref, 7, isPullRequest: false, default);

    private Task Write() => _gateway.Port.UpdateIssueAsync(Gateway.Ref, 7, new IssueChange { Title = "T" }, default);

    private static async Task<RemoteException> FailureAsync(Func<Task> act) => (await act.Should().ThrowAsync<RemoteException>()).Which;

    /// <summary>Goes on for twice as long as anybody should read.</summary>
    private sealed class EndlessContent(bool isAnnounced) : HttpContent
    {
        public const int Block = 64 * 1024;

        private const long Length = 2 * AnswerGuard.MaximumAnswerBytes;

        public long Sent { get; private set; }

        public bool IsDisposed { get; private set; }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var block = new byte[Block];
            for (; Sent < Length; Sent += Block)
            {
                await stream.WriteAsync(block);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = Length;
            return isAnnounced;
        }

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }
}
