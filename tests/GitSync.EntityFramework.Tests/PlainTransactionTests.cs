using System.Data.Common;
using GitSync.Tests;
using Microsoft.EntityFrameworkCore;

namespace GitSync.EntityFramework.Tests;

/// <summary>The same without EF Core: the driver's own transaction (<c>NpgsqlTransaction</c>, <c>SqliteTransaction</c>).</summary>
public abstract class PlainTransactionTests<TApplication> : ApplicationTests<TApplication>
    where TApplication : Application, new()
{
    private const string TaskId = "t1";

    [Fact]
    public async Task Commit_SavesTheRowAndItsOperation()
    {
        await using var db = App.Open();
        await SaveAsync(await ConnectAsync(db), App.Enqueuer, App.Wakes, TimeProvider.System);
        (await RowsAsync(db)).Should().Equal(TaskId);
        (await App.Store.ListOperationsAsync(new OperationQuery())).Should().ContainSingle().Which.LocalId.Should().Be(TaskId);
        App.Wakes.Count.Should().Be(1);
    }

    [Fact]
    public async Task FailureBeforeTheCommit_SavesNeither()
    {
        await using var db = App.Open();
        var connection = await ConnectAsync(db);
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await InsertAsync(transaction);
            await App.Enqueuer.EnqueueAsync(
                new TaskChanged { TaskId = TaskId, Project = "board", Action = SyncAction.Edited, ModifiedAt = DateTimeOffset.UnixEpoch },
                transaction);
        }

        (await RowsAsync(db)).Should().BeEmpty();
        (await App.Store.ListOperationsAsync(new OperationQuery())).Should().BeEmpty();
    }

    private static async Task SaveAsync(DbConnection connection, ISyncEnqueuer sync, ISyncDispatcher dispatcher, TimeProvider time)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        await InsertAsync(transaction); // your own statements
        await sync.EnqueueAsync(
            new TaskChanged { TaskId = "t1", Project = "board", Action = SyncAction.Created, ModifiedAt = time.GetUtcNow() },
            transaction);
        await transaction.CommitAsync();
        dispatcher.Wake();
    }

    private static async Task<DbConnection> ConnectAsync(TaskDb db)
    {
        await db.Database.OpenConnectionAsync();
        await db.Database.ExecuteSqlRawAsync("CREATE TABLE plain (id TEXT)");
        return db.Database.GetDbConnection();
    }

    private static async Task InsertAsync(DbTransaction transaction)
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"INSERT INTO plain VALUES ('{TaskId}')";
        await command.ExecuteNonQueryAsync();
    }

    private static Task<List<string>> RowsAsync(TaskDb db) => db.Database.SqlQueryRaw<string>("SELECT id FROM plain").ToListAsync();
}

public sealed class PlainTransactionOnSqlite : PlainTransactionTests<SqliteApplication>;

[NeedsPostgres]
public sealed class PlainTransactionOnPostgres : PlainTransactionTests<PostgresApplication>;
