using System.Data.Common;
using GitSync.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace GitSync.EntityFramework.Tests;

/// <summary>What the sample saves through EF Core, it saves with its operation or not at all.</summary>
public abstract class TransactionalEnqueueTests<TApplication> : ApplicationTests<TApplication>
    where TApplication : Application, new()
{
    [Fact]
    public async Task Commit_SavesTheTaskAndItsOperation()
    {
        string id;
        await using (var db = App.Open())
        {
            id = await App.EditorOf(db).AddAsync(Application.Project, "Both");
        }

        await SavedAsync(id);
        App.Wakes.Count.Should().Be(1);
    }

    [Fact]
    public async Task FailureBeforeTheCommit_SavesNeither()
    {
        await using (var db = App.Open())
        {
            var act = () => App.EditorOf(db, new FailingAfterwards(App.Enqueuer)).AddAsync(Application.Project, "Neither");
            await act.Should().ThrowAsync<InvalidOperationException>().WithMessage("As the test wants it.");
        }

        await NothingSavedAsync();
        App.Wakes.Count.Should().Be(0);
    }

    [Fact]
    public async Task Rollback_SavesNeitherAndTheSameTaskCanBeSavedLater()
    {
        await using (var db = App.Open())
        {
            await using var transaction = await SaveAsync(db, "t");
            (await App.Store.ListOperationsAsync(new OperationQuery())).Should().BeEmpty("nobody else sees it before the commit");
            await transaction.RollbackAsync();
        }

        await NothingSavedAsync();
        await using (var db = App.Open())
        {
            await using var transaction = await SaveAsync(db, "t");
            await transaction.CommitAsync();
        }

        await SavedAsync("t");
    }

    private static TaskChanged Changed(string id) =>
        new() { TaskId = id, Project = Application.Project, Action = SyncAction.Created, ModifiedAt = DateTimeOffset.UnixEpoch };

    private async Task<IDbContextTransaction> SaveAsync(TaskDb db, string id)
    {
        var transaction = await db.Database.BeginTransactionAsync();
        var change = Changed(id);
        db.Add(new AppTask { Id = id, Project = change.Project, Content = new TaskContent { Title = id }, ModifiedAt = change.ModifiedAt });
        await db.SaveChangesAsync();
        var outcome = await App.Enqueuer.EnqueueAsync(change, transaction.GetDbTransaction());
        outcome.State.Should().Be(OperationState.Queued);
        return transaction;
    }

    private async Task SavedAsync(string id)
    {
        await using var db = App.Open();
        (await db.Tasks.SingleAsync()).Id.Should().Be(id);
        (await App.Store.ListOperationsAsync(new OperationQuery())).Should().ContainSingle()
            .Which.Should().Match<TaskSyncOperation>(operation => operation.TaskId == id && operation.State == OperationState.Queued);
    }

    private async Task NothingSavedAsync()
    {
        await using var db = App.Open();
        (await db.Tasks.AnyAsync()).Should().BeFalse();
        (await App.Store.ListOperationsAsync(new OperationQuery())).Should().BeEmpty();
    }

    /// <summary>Enqueues, and then something of the application goes wrong.</summary>
    private sealed class FailingAfterwards(ISyncEnqueuer inner) : ISyncEnqueuer
    {
        public async Task<EnqueueOutcome> EnqueueAsync(TaskChanged change, DbTransaction? transaction, CancellationToken cancellationToken)
        {
            await inner.EnqueueAsync(change, transaction, cancellationToken);
            throw new InvalidOperationException("As the test wants it.");
        }

        public Task<EnqueueOutcome> EnqueueAsync(CommentChanged change, DbTransaction? transaction, CancellationToken cancellationToken) =>
            inner.EnqueueAsync(change, transaction, cancellationToken);
    }
}

public sealed class TransactionalEnqueueOnSqlite : TransactionalEnqueueTests<SqliteApplication>;

[NeedsPostgres]
public sealed class TransactionalEnqueueOnPostgres : TransactionalEnqueueTests<PostgresApplication>;
