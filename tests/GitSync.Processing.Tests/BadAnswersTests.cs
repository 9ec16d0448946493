using GitSync.Testing;

namespace GitSync.Processing.Tests;

/// <summary>
/// Whatever GitHub, or something on the way to it, answers to whichever request, once or for a while: the operation waits with a due time or states an
/// error, and once it is over nothing is lost, nothing is there twice, and no lane is dead.
/// </summary>
public sealed class BadAnswersTests
{
    /// <summary>More often than an operation is tried.</summary>
    private const int ForAWhile = 12;

    /// <summary>Of an answer that says that issues are switched off: an obstacle until GitHub says otherwise.</summary>
    private const string Disabled = "410 disabled";

    /// <summary>Every request, every bad answer, once and for a while.</summary>
    public static TheoryData<Asked, string, int> Cases()
    {
        var cases = new TheoryData<Asked, string, int>();
        foreach (var asked in Enum.GetValues<Asked>())
        foreach (var answer in BadAnswer.All.Where(answer => IsBadFor(asked, answer.Name)))
        {
            cases.Add(asked, answer.Name, 1);
            cases.Add(asked, answer.Name, ForAWhile);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task BadAnswer_IsWaitedOutOrStated_AndLosesNothing(Asked asked, string answer, int times)
    {
        using var wire = new SpoiledWire();
        await using var sync = await StartLinkedAsync(wire);
        var asking = Asking.Of(asked, sync.GitHub.GetComments(sync.RepositoryId, 1).Single().Id);
        await asking.MakeAsync(sync);
        wire.Spoil(BadAnswer.All.Single(each => each.Name == answer), asking.IsHit, times);
        if (asked is Asked.ChangedIssuesListed or Asked.ChangedCommentsListed)
        {
            (await sync.Sweeps.RunDueAsync()).Should().BeAfter(sync.Clock.GetUtcNow(), "a look that failed has a due time too");
        }
        else
        {
            RequireWaitOrError(await RunUntilItIsMetAsync(sync, wire), sync.Clock.GetUtcNow(), mayEnd: IsNewsOf(asked, answer, 2) is not null || IsMended(asked, answer));
        }

        await sync.DrainAsync(deliverWebhooks: false);
        await RequireStatedAsync(sync);
        wire.Mend();
        if (IsNewsOf(asked, answer, times) is { } kind)
        {
            await sync.DrainAsync();
            (await sync.Status.ReadAsync(kind, kind == ResourceKind.Task ? "t1" : "c1")).Kind.Should().Be(SyncStatusKind.Unlinked);
            sync.GitHub.GetIssues(sync.RepositoryId).Should().ContainSingle();
            return;
        }

        await RetryAsync(sync);
        if (answer == Disabled)
        {
            await Repair.RunOnceAsync(sync);
            sync.Clock.Advance(TimeSpan.FromHours(1));
            await Repair.RunAsync(sync);
        }

        sync.Clock.Advance(TimeSpan.FromHours(2));
        await sync.Sweeps.RunDueAsync();
        await sync.DrainAsync();
        TaskView.There(sync).Should().Equal(asking.Expected);
        TaskView.Here(sync).Should().Equal(asked == Asked.IssueClosedForADeletedTask ? [] : asking.Expected);
        foreach (var (of, id) in sync.Tasks.All.Select(task => (ResourceKind.Task, task.Id))
            .Concat(sync.Comments.All.Select(comment => (ResourceKind.Comment, comment.Id))))
        {
            var status = await sync.Status.ReadAsync(of, id);
            status.Kind.Should().Be(SyncStatusKind.Synced, status.Explanation);
        }
    }

    /// <summary>A deletion is answered with 204; and by what else than the answer should one know what was made?</summary>
    private static bool IsBadFor(Asked asked, string answer) => (asked, answer) is not (
        (Asked.CommentDeleted, "no content") or (Asked.IssueMade or Asked.CommentMade, "another issue"));

    /// <summary>
    /// What GitHub goes on saying is no fault but news, and is believed: 301 that an issue was moved, 410 that it was deleted, and 404 that a comment of
    /// a readable issue was; of what is to be deleted, the first two at once. A 404 of it is not, as long as GitHub shows it.
    /// </summary>
    private static ResourceKind? IsNewsOf(Asked asked, string answer, int times) => (asked, answer) switch
    {
        (Asked.IssueReadForAnEdit or Asked.IssueReadForAnEvent, "301" or "410") when times > 1 => ResourceKind.Task,
        (Asked.IssueClosedForADeletedTask, "301" or "410") => ResourceKind.Task,
        (Asked.CommentReadForAnEvent, "301" or "404" or "410") when times > 1 => ResourceKind.Comment,
        (Asked.CommentDeleted, "301" or "410") => ResourceKind.Comment,
        _ => null,
    };

    private static async Task<SyncHarness> StartLinkedAsync(SpoiledWire wire)
    {
        var sync = await Harnesses.StartAsync(
            options =>
            {
                options.Fetch = FetchPolicy.Always;
                options.MaximumAttempts = 5;
                options.CommentDeletedOnGitHub = DeletionPolicy.Keep;
            },
            wire: wire);
        await sync.SaveAsync("t1", Asking.Old, SyncAction.Created);
        await Asking.SayAsync(sync, "c1", SyncAction.Created);
        await sync.DrainAsync();
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        return sync;
    }

    /// <summary>One operation after the other, until one has met the bad answer.</summary>
    private static async Task<Completion> RunUntilItIsMetAsync(SyncHarness sync, SpoiledWire wire)
    {
        List<Completion> completions = [];
        for (var step = 0; step < 20; step++)
        {
            var receipt = await sync.Store.WorkAsync(completions, new ClaimRequest("step", 1, TimeSpan.FromMinutes(10)));
            completions = [];
            foreach (var claim in receipt.Claimed)
            {
                completions.Add(await sync.Processor.ProcessAsync(claim, CancellationToken.None));
            }

            if (wire.Spoiled > 0)
            {
                await sync.Store.WorkAsync(completions, new ClaimRequest("step", 0, TimeSpan.FromMinutes(10)));
                return completions.Single();
            }

            if (receipt.Claimed.Count == 0 && receipt.NextDueAt is { } dueAt)
            {
                sync.Clock.Advance(dueAt - sync.Clock.GetUtcNow());
            }
        }

        throw new InvalidOperationException("The request was never sent: the case tests nothing.");
    }

    /// <summary>Mended at once by a fresh token, or by one that asks for less; or refused as long as the repository is off, and looked at again afterwards.</summary>
    private static bool IsMended(Asked asked, string answer) => answer is "401" or "403" or Disabled || (asked == Asked.TokenGiven && answer == "422");

    /// <param name="completion">How the operation that met the answer ended.</param>
    /// <param name="now">When.</param>
    /// <param name="mayEnd">Whether the answer is news, or a fresh token mends it.</param>
    private static void RequireWaitOrError(Completion completion, DateTimeOffset now, bool mayEnd)
    {
        completion.Explanation.Should().NotBeNullOrWhiteSpace();
        switch (completion.State)
        {
            case OperationState.Queued:
                completion.DueAt.Should().BeAfter(now);
                break;
            case OperationState.Errored:
                completion.Error!.Message.Should().NotBeNullOrWhiteSpace();
                break;
            default:
                mayEnd.Should().BeTrue($"it ended as {completion.State}: {completion.Explanation}");
                break;
        }
    }

    /// <summary>Nothing is left waiting, and what failed says why.</summary>
    private static async Task RequireStatedAsync(SyncHarness sync)
    {
        foreach (var operation in await sync.OperationsAsync())
        {
            operation.State.IsEnded().Should().BeTrue(operation.Explanation);
            operation.Explanation.Should().NotBeNullOrWhiteSpace();
            if (operation.State == OperationState.Errored)
            {
                operation.Error!.Message.Should().NotBeNullOrWhiteSpace();
            }
        }
    }

    /// <summary>What an administrator does once the cause is gone.</summary>
    private static async Task RetryAsync(SyncHarness sync)
    {
        foreach (var operation in (await sync.OperationsAsync()).Where(operation => operation.State == OperationState.Errored))
        {
            await sync.Store.RetryAsync(operation.Id);
        }

        await sync.DrainAsync();
    }
}
