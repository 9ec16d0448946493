namespace GitSync.Processing.Tests;

/// <summary>The attribution line, where somebody edits around it or the record comes and goes.</summary>
public sealed class AttributionTests
{
    private readonly ChangingPeople _people = new();

    [Fact]
    public async Task BodyWhoseMarkerWasRemovedOnGitHub_ComesBackWithoutTheAttribution()
    {
        await using var sync = await _people.StartAsync();
        await sync.SaveAsync("t1", ChangingPeople.Task, SyncAction.Created, "u1");
        await sync.DrainAsync();
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        var raw = sync.GitHub.GetIssue(sync.RepositoryId, 1).Body!;
        sync.GitHub.EditIssue(sync.RepositoryId, 1, body: raw[..raw.IndexOf("<!--", StringComparison.Ordinal)].TrimEnd());
        await sync.DrainAsync();

        sync.Tasks.All.Single().Content.Body.Should().Be("Body");
    }

    [Fact]
    public async Task BodyWithAWordBetweenAttributionAndMarker_ComesBackWithoutTheAttribution()
    {
        await using var sync = await _people.StartAsync();
        await sync.SaveAsync("t1", ChangingPeople.Task, SyncAction.Created, "u1");
        await sync.DrainAsync();
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        var raw = sync.GitHub.GetIssue(sync.RepositoryId, 1).Body!;
        sync.GitHub.EditIssue(sync.RepositoryId, 1, body: raw.Replace("\n<!--", "\n\nP.S. more\n<!--", StringComparison.Ordinal));
        await sync.DrainAsync();

        sync.Tasks.All.Single().Content.Body.Should().NotContain("Written by");
    }

    [Fact]
    public async Task RecordThatMayLeaveAgain_SaysAgainWhoWroteIt()
    {
        await using var sync = await _people.StartAsync();
        await sync.SaveAsync("t1", ChangingPeople.Task, SyncAction.Created, "u1");
        await sync.DrainAsync();
        await _people.SaveAsync(sync, isPrivate: true, sync.Tasks.All.Single());
        await _people.SaveAsync(sync, isPrivate: false, sync.Tasks.All.Single());

        sync.GitHub.GetIssue(sync.RepositoryId, 1).Body.Should().StartWith("Body\n\n_Written by u1._\n<!--");
    }

    [Fact]
    public async Task MentionOfARecordThatMayLeaveAgain_IsOnGitHubAsItWas()
    {
        _people.Logins["user-17"] = "ada";
        await using var sync = await _people.StartAsync();
        await sync.SaveAsync("t1", ChangingPeople.Task, SyncAction.Created);
        await sync.DrainAsync();
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        sync.GitHub.EditIssue(sync.RepositoryId, 1, body: sync.GitHub.GetIssue(sync.RepositoryId, 1).Body!.Replace("Body", "Ask @ada", StringComparison.Ordinal));
        await sync.DrainAsync();
        await _people.SaveAsync(sync, isPrivate: true, sync.Tasks.All.Single());
        await _people.SaveAsync(sync, isPrivate: false, sync.Tasks.All.Single());

        sync.GitHub.GetIssue(sync.RepositoryId, 1).Body.Should().StartWith("Ask @ada\n");
    }
}
