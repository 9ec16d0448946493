using GitSync.Tests;
using Microsoft.EntityFrameworkCore;

namespace GitSync.EntityFramework.Tests;

/// <summary>The sample's records keep the promises of <see cref="ITaskRecords"/>.</summary>
public abstract class TaskRecordsTests<TApplication> : ApplicationTests<TApplication>
    where TApplication : Application, new()
{
    private static readonly DateTimeOffset Time = new DateTimeOffset(2025, 3, 1, 12, 0, 0, TimeSpan.Zero).AddTicks(1234567);
    private static readonly RemoteFacts Facts = new(false, false, false, false, null);

    private static readonly TaskContent Full = new()
    {
        Title = "Title",
        Body = "Body\n",
        IsOpen = false,
        StateReason = "not_planned",
        Labels = NameSet.Of("bug", "Good first issue"),
        Assignees = NameSet.Of("octocat"),
        Milestone = "v1",
    };

    private static readonly NewRecord<TaskContent> Record =
        new(new Guid(7, 0, 0, new byte[8]), Application.Project, Full, Facts, Time) { SyncStamp = "first" };

    [Fact]
    public async Task CreatedTwiceWithOneKey_IsOneTaskThatReadsBackWhole()
    {
        var id = await AddAsync();
        (await App.Records.CreateAsync(Record with { SyncStamp = "second" }, default)).Should().Be(RecordWriteResult.Existing(id));
        (await App.Records.FindAsync(id, default)).Should()
            .Be(new TaskRecord(id, Application.Project, Full, Time, CreationKey: Record.CreationKey) { SyncStamp = "first" });
        await using var db = App.Open();
        (await db.Tasks.CountAsync()).Should().Be(1);
    }

    [Fact]
    public async Task Update_WritesOnlyWhatIsAsItWasRead()
    {
        var id = await AddAsync();
        var plain = new TaskContent { Title = "Plain" };
        var change = new RecordChange<TaskContent>(id, plain, Facts, Time, Time.AddTicks(1)) { SyncStamp = "second" };
        (await App.Records.UpdateAsync(change, default)).Should().Be(RecordWriteResult.Written(id));
        (await App.Records.UpdateAsync(change with { Content = Full }, default)).Should().Be(RecordWriteResult.Stale);
        (await App.Records.FindAsync(id, default)).Should()
            .Match<TaskRecord>(task => task.Content == plain && task.ModifiedAt == Time.AddTicks(1) && task.SyncStamp == "second");
    }

    [Fact]
    public async Task MissingTask_IsMissingAndDeletingItAgainIsFine()
    {
        var id = await AddAsync();
        (await App.Records.DeleteAsync(id, default)).Should().Be(RecordWriteResult.Written(id));
        (await App.Records.DeleteAsync(id, default)).Should().Be(RecordWriteResult.Written(id));
        (await App.Records.FindAsync(id, default)).Should().BeNull();
        var change = new RecordChange<TaskContent>(id, Full, Facts, Time, Time);
        (await App.Records.UpdateAsync(change, default)).Should().Be(RecordWriteResult.Missing);
    }

    private async Task<string> AddAsync() => (await App.Records.CreateAsync(Record, default)).Id!;
}

public sealed class TaskRecordsOnSqlite : TaskRecordsTests<SqliteApplication>;

[NeedsPostgres]
public sealed class TaskRecordsOnPostgres : TaskRecordsTests<PostgresApplication>;
