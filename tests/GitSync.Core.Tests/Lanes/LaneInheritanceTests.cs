namespace GitSync.Core.Tests;

/// <summary>What a waiting operation takes over from another one, what a canceled one says, and which moves a lane refuses.</summary>
public sealed class LaneInheritanceTests
{
    /// <summary>States of GitHub: none, a partial one, whole ones of a later second, and the pull request's form, which knows more.</summary>
    [Theory]
    [InlineData("5", "6", true)]
    [InlineData("6", "5", false)]
    [InlineData("5", "5", false)]
    [InlineData("", "5", true)]
    [InlineData("5", "", false)]
    [InlineData("", "", false)]
    [InlineData("5 partial", "4", true)]
    [InlineData("4", "5 partial", false)]
    [InlineData("6", "5 pull", true)]
    [InlineData("5 pull", "6", false)]
    public void WaitingTask_CarriesOnTheStateThatComesLast(string waits, string comes, bool takesOver)
    {
        var (queued, other) = (Task(1, waits), Task(2, comes));
        var expected = takesOver ? queued with { Fetch = true, Issue = other.Issue, ContentHash = other.ContentHash } : queued with { Fetch = true };

        LaneTransitions.FlagFetch(queued, other).Should().Be(expected);
        LaneTransitions.Inherit(queued, other).Should().Be(takesOver ? expected : queued);
    }

    [Theory]
    [InlineData(5, 6, true)]
    [InlineData(6, 5, false)]
    public void WaitingComment_CarriesOnTheStateThatComesLast(int waits, int comes, bool takesOver)
    {
        var (queued, other) = (Comment(1, waits), Comment(2, comes));
        var expected = takesOver ? queued with { Fetch = true, Comment = other.Comment, ContentHash = other.ContentHash } : queued with { Fetch = true };

        LaneTransitions.FlagFetch(queued, other).Should().Be(expected);
        LaneTransitions.Inherit(queued, other).Should().Be(takesOver ? expected : queued);
    }

    [Fact]
    public void WaitingOperation_TakesNothingOverFromAnotherKind()
    {
        LaneTransitions.FlagFetch(Task(1, "5"), Comment(2, 6)).Should().Be(Task(1, "5") with { Fetch = true });
        LaneTransitions.FlagFetch(Comment(1, 5), Task(2, "6 pull")).Should().Be(Comment(1, 5) with { Fetch = true });
    }

    [Fact]
    public void Cancel_NamesTheNewerOne()
    {
        var canceled = LaneTransitions.Cancel(Some.Inbound(1), Some.Id(2), Some.Noon);

        canceled.Should().Be(Some.Inbound(1) with
        {
            State = OperationState.Canceled,
            CanceledBy = Some.Id(2),
            Rule = SyncRule.Superseded,
            Explanation = $"Canceled by operation {Some.Id(2)}, which is newer and covers it.",
            EndedAt = Some.Noon,
        });
    }

    [Fact]
    public void MovesThatAreNotInTheTable_AreRefused()
    {
        Refused(() => LaneTransitions.Cancel(Some.Inbound(1) with { State = OperationState.Processing }, Some.Id(2), Some.Noon), "Processing to Canceled");
        Refused(() => LaneTransitions.Start(Some.Lane(), Some.Inbound(1) with { State = OperationState.Errored }, Some.Noon), "Errored to Processing");
        Refused(() => LaneTransitions.End(Some.Lane(), Some.Inbound(1), Completed, Some.Noon), "Queued to Completed");

        static void Refused(Action move, string moves) => move.Should().Throw<InvalidOperationException>().WithMessage($"An operation cannot move from {moves}.");
    }

    [Fact]
    public void MissingArguments_AreNamed()
    {
        var operation = Some.Inbound(1);
        Missing("lane", () => LaneTransitions.Accept(null!, operation, Admission.Granted, RecordConflictPolicy.PerField, Some.Noon));
        Missing("operation", () => LaneTransitions.Accept(Some.Lane(), null!, Admission.Granted, RecordConflictPolicy.PerField, Some.Noon));
        Missing("operation", () => LaneTransitions.Cancel(null!, Some.Id(2), Some.Noon));
        Missing("queued", () => LaneTransitions.FlagFetch(null!, operation));
        Missing("because", () => LaneTransitions.FlagFetch(operation, null!));
        Missing("queued", () => LaneTransitions.Inherit(null!, operation));
        Missing("covered", () => LaneTransitions.Inherit(operation, null!));
        Missing("lane", () => LaneTransitions.Start(null!, operation, Some.Noon));
        Missing("operation", () => LaneTransitions.Start(Some.Lane(), null!, Some.Noon));
        Missing("lane", () => LaneTransitions.End(null!, operation, Completed, Some.Noon));
        Missing("operation", () => LaneTransitions.End(Some.Lane(), null!, Completed, Some.Noon));
        Missing("completion", () => LaneTransitions.End(Some.Lane(), operation, null!, Some.Noon));
        Missing("lane", () => LaneAbsorption.Absorb(null!, [], Some.Lane(), []));
        Missing("other", () => LaneAbsorption.Absorb(Some.Lane(), [], null!, []));

        static void Missing(string name, Action call) => call.Should().Throw<ArgumentNullException>().WithParameterName(name);
    }

    private static Completion Completed { get; } = new()
    {
        Lease = new LaneLease(1, Some.Id(1), "w", 1),
        State = OperationState.Completed,
        Rule = SyncRule.InStep,
        Explanation = "because",
    };

    private static TaskSyncOperation Task(int id, string state)
    {
        var operation = Some.Inbound(id);
        if (state.Length == 0)
        {
            return operation with { Issue = null, ContentHash = null };
        }

        var issue = Some.Issue(state[0] - '0', state) with { IsPartial = state.EndsWith("partial", StringComparison.Ordinal) };
        issue = state.EndsWith("pull", StringComparison.Ordinal) ? issue with { PullRequestId = 2002 } : issue;
        return operation with { Issue = issue, ContentHash = ContentHash.Of(issue), RemoteKind = issue.Kind };
    }

    private static CommentSyncOperation Comment(int id, int second)
    {
        var comment = new RemoteComment { RepositoryId = 7, CommentId = 70, IssueNumber = 1, UpdatedAt = Some.At(second), Body = $"Text {second}" };
        return new CommentSyncOperation
        {
            Id = Some.Id(id),
            Direction = SyncDirection.Inbound,
            Action = SyncAction.Edited,
            RepositoryId = 7,
            Comment = comment,
            ContentHash = ContentHash.Of(comment),
        };
    }
}
