using GitSync.Testing;
using GitSync.Testing.Simulator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using static GitSync.Processing.Tests.ConflictScene;

namespace GitSync.Processing.Tests;

/// <summary>What people do about conflicts: bring back a value that gave way.</summary>
public sealed class ConflictResolverTests
{
    [Theory]
    [InlineData(true, "GitHub's")]
    [InlineData(false, "App's")]
    public async Task ValueThatGaveWay_IsRestoredOnBothSides_WhicheverSideHadLost(bool appHadWon, string loser)
    {
        await using var sync = await StartAsync();
        await ConflictAsync(sync, Old with { Title = "App's" }, () => sync.GitHub.EditIssue(sync.RepositoryId, 1, title: "GitHub's"), appIsLater: appHadWon);
        var answer = await RestoreAsync(sync, "title");
        answer.Refusal.Should().BeNull();
        answer.Sentence.Should().StartWith("Restored title, which had given way in operation ");
        await sync.DrainAsync();

        sync.Tasks.All.Single().Content.Should().Be(Old with { Title = loser });
        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be(loser);
        var operation = (await sync.Store.FindOperationAsync(answer.Enqueued!.Value.OperationId))!;
        operation.Should().Match<SyncOperation>(each => each.State == OperationState.Completed && each.Direction == SyncDirection.Outbound && each.Actor == "ada");
        operation.Explanation.Should().EndWith("Merged; GitHub was written.").And.StartWith("Restored title");
        (await sync.Drift.ReadAsync(sync.RepositoryId)).Items.Should().BeEmpty();
    }

    [Fact]
    public async Task State_IsRestoredWithItsReason()
    {
        await using var sync = await StartAsync();
        await sync.SaveAsync("t1", Old with { IsOpen = false, StateReason = "completed" });
        await sync.DrainAsync();
        await ConflictAsync(
            sync, Old with { IsOpen = false, StateReason = "not_planned" }, () => sync.GitHub.ReopenIssue(sync.RepositoryId, 1), appIsLater: false);
        sync.Tasks.All.Single().Content.IsOpen.Should().BeTrue();
        (await RestoreAsync(sync, "state")).Refusal.Should().BeNull();
        await sync.DrainAsync();

        sync.Tasks.All.Single().Content.Should().Be(Old with { IsOpen = false, StateReason = "not_planned" });
        sync.GitHub.GetIssue(sync.RepositoryId, 1).Should().Match<SimulatorIssue>(issue => issue.State == "closed" && issue.StateReason == "not_planned");
    }

    [Theory]
    [InlineData("M2")]
    [InlineData(null)]
    public async Task Milestone_IsRestored_AlsoToNone(string? milestone)
    {
        await using var sync = await StartAsync();
        var third = sync.GitHub.CreateMilestone(sync.RepositoryId, "M3").Number;
        await ConflictAsync(sync, Old with { Milestone = milestone }, () => sync.GitHub.SetMilestone(sync.RepositoryId, 1, third), appIsLater: false);
        sync.Tasks.All.Single().Content.Milestone.Should().Be("M3");
        (await RestoreAsync(sync, "milestone")).Refusal.Should().BeNull();
        await sync.DrainAsync();

        sync.Tasks.All.Single().Content.Milestone.Should().Be(milestone);
        var number = sync.GitHub.GetIssue(sync.RepositoryId, 1).Milestone;
        sync.GitHub.GetMilestones(sync.RepositoryId).FirstOrDefault(each => each.Number == number)?.Title.Should().Be(milestone);
        (number is null).Should().Be(milestone is null);
    }

    [Fact]
    public async Task BodyOfAComment_IsRestored()
    {
        await using var sync = await StartAsync();
        sync.Comments.Save("c1", "t1", "Said");
        await AnnounceCommentAsync(sync, SyncAction.Created);
        await sync.DrainAsync();
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        sync.Comments.Save("c1", "t1", "App's");
        await AnnounceCommentAsync(sync, SyncAction.Edited);
        sync.Clock.Advance(TimeSpan.FromSeconds(10));
        var comment = sync.GitHub.GetComments(sync.RepositoryId, 1).Single();
        sync.GitHub.EditComment(sync.RepositoryId, comment.Id, "GitHub's");
        await sync.DrainAsync();
        sync.Comments.All.Single().Content.Body.Should().Be("GitHub's");
        (await RestoreAsync(sync, "body")).Refusal.Should().BeNull();
        await sync.DrainAsync();

        sync.Comments.All.Single().Content.Body.Should().Be("App's");
        sync.GitHub.GetComments(sync.RepositoryId, 1).Single().Body.Should().StartWith("App's");
    }

    [Fact]
    public async Task WhatCannotBeRestored_IsRefusedWithASentence()
    {
        var records = new AnsweringRecords();
        await using var sync = await StartAsync(services: services => services.Replace(ServiceDescriptor.Singleton<ITaskRecords>(provider => records.Over(provider.GetRequiredService<InMemoryTaskRecords>()))));
        await ConflictAsync(sync, Old with { Title = "App's" }, () => sync.GitHub.EditIssue(sync.RepositoryId, 1, title: "GitHub's"), appIsLater: false);
        var id = await ConflictIdAsync(sync, "title");
        var before = (await sync.OperationsAsync()).Count;

        (await sync.Conflicts.RestoreAsync(Guid.Empty, "title")).Refusal.Should().Be(ConflictRefusal.Unknown);
        (await sync.Conflicts.RestoreAsync(id, "body")).Should().Be(new ConflictAnswer(null, ConflictRefusal.NoConflict, $"In operation {id} no value of body gave way."));
        records.Answer = RecordWriteResult.Refused("Titles are frozen.");
        (await sync.Conflicts.RestoreAsync(id, "title")).Should().Be(new ConflictAnswer(null, ConflictRefusal.RefusedByApplication, "Titles are frozen."));
        records.Answer = RecordWriteResult.Stale;
        (await sync.Conflicts.RestoreAsync(id, "title")).Refusal.Should().Be(ConflictRefusal.Busy);
        records.Answer = null;
        await sync.SaveAsync("t1", Old with { Title = "App's" });
        (await sync.Conflicts.RestoreAsync(id, "title")).Refusal.Should().Be(ConflictRefusal.AlreadyCurrent);
        sync.Tasks.Remove("t1");
        (await sync.Conflicts.RestoreAsync(id, "title")).Refusal.Should().Be(ConflictRefusal.RecordMissing);
        (await sync.OperationsAsync()).Count.Should().Be(before + 1, "only the user's own edit was enqueued");
    }

    [Fact]
    public async Task RestoredText_LeavesOnlyUnderThePolicy()
    {
        var policy = new SwitchedPolicy();
        await using var sync = await StartAsync(services: services => services.Replace(ServiceDescriptor.Singleton<IOutboundPolicy>(policy)));
        await ConflictAsync(sync, Old with { Title = "App's" }, () => sync.GitHub.EditIssue(sync.RepositoryId, 1, title: "GitHub's"), appIsLater: false);
        policy.IsOpen = false;
        var answer = await RestoreAsync(sync, "title");
        await sync.DrainAsync();

        answer.Enqueued!.Value.State.Should().Be(OperationState.Disabled);
        answer.Sentence.Should().EndWith("Not synchronised: it is closed.");
        sync.Tasks.All.Single().Content.Title.Should().Be("App's");
        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be("GitHub's");
    }

    private static async Task<ConflictAnswer> RestoreAsync(SyncHarness sync, string field) =>
        await sync.Conflicts.RestoreAsync(await ConflictIdAsync(sync, field), field, "ada");

    private static Task AnnounceCommentAsync(SyncHarness sync, SyncAction action) => sync.Enqueuer.EnqueueAsync(new CommentChanged
    {
        CommentId = "c1", TaskId = "t1", Project = SyncHarness.Project, Action = action, ModifiedAt = sync.Clock.GetUtcNow(),
    });

    private sealed class SwitchedPolicy : IOutboundPolicy
    {
        public bool IsOpen { get; set; } = true;

        public ValueTask<Admission> MayLeaveAsync(ResourceKind kind, string recordId, string project, CancellationToken cancellationToken) =>
            ValueTask.FromResult(IsOpen ? Admission.Granted : Admission.Refused(SyncRule.OutboundClosed, "it is closed."));
    }

    /// <summary>The records of the harness, until they are told to answer an update otherwise.</summary>
    private sealed class AnsweringRecords : ITaskRecords
    {
        private ITaskRecords _inner = null!;

        public RecordWriteResult? Answer { get; set; }

        public AnsweringRecords Over(ITaskRecords inner)
        {
            _inner = inner;
            return this;
        }

        public ValueTask<TaskRecord?> FindAsync(string taskId, CancellationToken cancellationToken) => _inner.FindAsync(taskId, cancellationToken);

        public ValueTask<TaskRecord?> FindByCreationKeyAsync(Guid creationKey, CancellationToken cancellationToken) => _inner.FindByCreationKeyAsync(creationKey, cancellationToken);

        public ValueTask<RecordWriteResult> CreateAsync(NewRecord<TaskContent> record, CancellationToken cancellationToken) => _inner.CreateAsync(record, cancellationToken);

        public ValueTask<RecordWriteResult> UpdateAsync(RecordChange<TaskContent> change, CancellationToken cancellationToken) =>
            Answer is { } answer ? ValueTask.FromResult(answer) : _inner.UpdateAsync(change, cancellationToken);

        public ValueTask<RecordWriteResult> DeleteAsync(string taskId, CancellationToken cancellationToken) => _inner.DeleteAsync(taskId, cancellationToken);
    }
}
