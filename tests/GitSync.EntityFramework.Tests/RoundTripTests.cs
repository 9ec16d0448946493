using GitSync.Processing.Tests;
using GitSync.Tests;
using Microsoft.EntityFrameworkCore;

namespace GitSync.EntityFramework.Tests;

/// <summary>The sample's records and a simulated GitHub, kept in step by production code.</summary>
public abstract class RoundTripTests<TApplication> : ApplicationTests<TApplication>
    where TApplication : Application, new()
{
    [Fact]
    public async Task SavedTask_BecomesAnIssueAndTakesItsEdits()
    {
        await using var sync = await Harnesses.StartAsync(services: App.AddTo);
        string id;
        await using (var db = App.Open())
        {
            id = await App.EditorOf(db, sync.Enqueuer, sync.Clock).AddAsync(Application.Project, "From here");
        }

        await sync.DrainAsync();
        var issue = sync.GitHub.GetIssues(sync.RepositoryId).Should().ContainSingle().Subject;
        issue.Title.Should().Be("From here");

        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        sync.GitHub.EditIssue(sync.RepositoryId, issue.Number, title: "From there");
        sync.GitHub.OpenIssue(sync.RepositoryId, "Also from there");
        await sync.DrainAsync();
        (await App.Records.FindAsync(id, default))!.Content.Title.Should().Be("From there");
        await using var after = App.Open();
        (await after.Tasks.CountAsync()).Should().Be(2);
    }
}

public sealed class RoundTripOnSqlite : RoundTripTests<SqliteApplication>;

[NeedsPostgres]
public sealed class RoundTripOnPostgres : RoundTripTests<PostgresApplication>;
