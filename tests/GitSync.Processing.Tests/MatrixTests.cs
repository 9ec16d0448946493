using GitSync.Testing;
using GitSync.Testing.Simulator;

namespace GitSync.Processing.Tests;

/// <summary>
/// One matrix: wherever a task was born, whatever is done to it, on whichever side, and whatever goes wrong meanwhile, in the end both sides are equal
/// in every field, nothing exists twice, and nothing is written any more.
/// </summary>
/// <remarks>Elsewhere sync depended on which side had created the item, and edits were forgotten (linear-sync #43, #44).</remarks>
public sealed class MatrixTests
{
    /// <summary>Every birth, every change, either side, every fault: without what cannot be.</summary>
    public static TheoryData<Born, Change, SyncSide, Fault> Cases()
    {
        var cases = new TheoryData<Born, Change, SyncSide, Fault>();
        foreach (var born in Enum.GetValues<Born>())
        foreach (var change in Enum.GetValues<Change>())
        foreach (var side in Enum.GetValues<SyncSide>().Where(side => CanBe(born, change, side)))
        foreach (var fault in Enum.GetValues<Fault>().Where(fault => MatrixFaults.CanMeet(fault, change, side)))
        {
            cases.Add(born, change, side, fault);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task ChangeOnOneSide_WhateverGoesWrong_EndsWithBothSidesEqual(Born born, Change change, SyncSide side, Fault fault)
    {
        await using var sync = await StartAsync(side);
        var changes = new MatrixChanges(sync, born);
        if (change != Change.Created)
        {
            await changes.CreateAsync();
            await sync.DrainAsync();
            await changes.PrepareAsync(change);
            await sync.DrainAsync();
            sync.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        var faults = new MatrixFaults(sync, changes, change, side, fault);
        faults.Begin();
        var before = change == Change.Created ? MatrixChanges.Newborn : TaskView.There(sync).Single();
        await changes.DoAsync(change, side);
        await faults.EndAsync();
        await LookAsync(sync, deletionsToo: fault is Fault.WebhooksLost or Fault.AnswerAndWebhooksLost);

        RequireEqualSides(sync, change, side, changes.Expected(change, before));
        await RequireEndedAsync(sync);
        sync.GitHub.Requests.Clear();
        await LookAsync(sync, deletionsToo: false);
        Writes(sync).Should().BeEmpty("after quiescence nothing is written");
    }

    [Fact]
    public void Matrix_IsWhole()
    {
        var (births, changes, sides, faults) = (3, 14, 2, 17);
        var bornOnTheOtherSide = births;
        var pullRequestDeletedThere = 1;
        var writesWithoutReading = (births * 4) + 1;

        Cases().Should().HaveCount((((births * changes * sides) - bornOnTheOtherSide - pullRequestDeletedThere) * faults) - writesWithoutReading);
        Cases().Should().OnlyHaveUniqueItems();
    }

    /// <summary>A birth is done where it happens, and GitHub deletes no pull requests.</summary>
    private static bool CanBe(Born born, Change change, SyncSide side) => change switch
    {
        Change.Created => side == (born == Born.TaskHere ? SyncSide.App : SyncSide.GitHub),
        Change.Deleted => side == SyncSide.App || born != Born.PullRequestThere,
        _ => true,
    };

    /// <summary>Every webhook has a GUID of its own, so none is known by it; and what is done on GitHub is read there, so that there is an answer to spoil.</summary>
    private static Task<SyncHarness> StartAsync(SyncSide side)
    {
        var received = 0;
        return Harnesses.StartAsync(
            options =>
            {
                options.Fetch = side == SyncSide.GitHub ? FetchPolicy.Always : FetchPolicy.WhenAmbiguous;
                options.IssueDeletedOnGitHub = DeletionPolicy.Delete;
            },
            onArrival: webhook => webhook.Redelivery ? webhook with { Guid = new Guid(++received, 0, 0, new byte[8]) } : webhook);
    }

    /// <summary>What hosts do by themselves now and then.</summary>
    private static async Task LookAsync(SyncHarness sync, bool deletionsToo)
    {
        await sync.DrainAsync();
        await sync.Sweeps.RunDueAsync();
        if (deletionsToo)
        {
            foreach (var repair in sync.Repairs)
            {
                await repair.RunDueAsync();
            }

            await sync.DrainAsync();
            sync.Clock.Advance(TimeSpan.FromDays(1));
            foreach (var repair in sync.Repairs)
            {
                await repair.RunDueAsync();
            }
        }

        await sync.DrainAsync();
        sync.Clock.Advance(TimeSpan.FromMinutes(10));
    }

    private static void RequireEqualSides(SyncHarness sync, Change change, SyncSide side, TaskView expected)
    {
        var isDeletion = change == Change.Deleted;
        TaskView.Here(sync).Should().Equal(isDeletion ? [] : [expected]);
        TaskView.There(sync).Should().Equal(isDeletion && side == SyncSide.GitHub ? [] : [expected]);
    }

    private static async Task RequireEndedAsync(SyncHarness sync)
    {
        var operations = await sync.OperationsAsync();
        operations.Where(operation => !operation.State.IsEnded() || operation.State == OperationState.Errored).Select(operation => operation.Explanation)
            .Should().BeEmpty("every operation ends well");
        foreach (var (kind, id) in sync.Tasks.All.Select(task => (ResourceKind.Task, task.Id))
            .Concat(sync.Comments.All.Select(comment => (ResourceKind.Comment, comment.Id))))
        {
            var status = await sync.Status.ReadAsync(kind, id);
            (status.Kind, status.GitHub?.Number).Should().Be((SyncStatusKind.Synced, 1), status.Explanation);
        }
    }

    private static IEnumerable<LoggedRequest> Writes(SyncHarness sync) => sync.GitHub.Requests.Entries().Where(request =>
        request.Method != "GET" && !request.Path.EndsWith("/access_tokens", StringComparison.Ordinal));
}
