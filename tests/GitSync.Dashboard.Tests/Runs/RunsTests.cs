using System.Net;
using System.Text.RegularExpressions;
using GitSync.Testing;

namespace GitSync.Dashboard.Tests;

/// <summary>An action on all that match: confirmed with its number, done in the background, watched to its end.</summary>
public sealed class RunsTests : OverAStore
{
    private protected override Task<SyncHarness> StartAsync() => FailedDay.StartAsync();

    [Fact]
    public async Task Confirmation_SaysTheExactNumber_AndDoesNothing()
    {
        var administrator = Dashboard.Administrator();

        var page = await administrator.ReadTextAsync("runs/new?action=retry&q=state:errored");

        page.Should().Contain($"{FailedDay.Count} operations match state:errored.").And.Contain($"Queue {FailedDay.Count} operations again");
        (await administrator.ReadTextAsync("runs/new?action=retry&q=state:errored+kind:comment")).Should().Contain("0 operations match");
        (await administrator.ReadTextAsync("runs/new?action=retry&q=task:failed-1")).Should().Contain("1 operation matches state:errored task:failed-1.");
        (await Sync.Store.SummarizeAsync()).Counts[OperationState.Errored].Should().Be(FailedDay.Count);
    }

    [Theory]
    [InlineData("action=delete&q=state:errored", "What can be done to all that match is retry or cancel.")]
    [InlineData("action=retry&q=state:queued", "Only errored operations can be queued again; this search asks for queued ones.")]
    [InlineData("action=cancel&q=state:errored", "Only queued operations can be canceled; this search asks for errored ones.")]
    [InlineData("action=retry&q=nonsense:1", "There is no qualifier nonsense:")]
    [InlineData("q=state:errored", "What can be done to all that match is retry or cancel.")]
    public async Task WhatCannotBeConfirmed_IsSaid(string query, string sentence) =>
        (await Dashboard.Administrator().ReadTextAsync("runs/new?" + query, HttpStatusCode.BadRequest)).Should().Contain(sentence);

    [Fact]
    public async Task Run_IsDoneToItsEnd_AndWrittenDownTwice()
    {
        var administrator = Dashboard.Administrator("grace");
        using var started = await administrator.PostAsync("runs/retry", ("q", "state:errored"), ("reason", "GitHub is back"));
        started.StatusCode.Should().Be(HttpStatusCode.SeeOther);

        var page = await administrator.ReadUntilAsync(started.Headers.Location!.OriginalString, text => text.Contains("Finished."));

        page.Should().Contain($"Finished. {FailedDay.Count} queued again.").And.Contain("grace").And.Contain("GitHub is back");
        (await Sync.OperationsAsync()).Should().OnlyContain(each => each.State == OperationState.Queued);
        var entries = await EntriesAsync("retry-all-finished");
        entries.Select(entry => (entry.Actor, entry.Action, entry.Reason)).Should().Equal(
            ("grace", "retry-all-finished", "GitHub is back"), ("grace", "retry-all", "GitHub is back"));
        entries[0].Details.Should().Be($"state:errored: {FailedDay.Count} done, 0 were in another state by then.");
        entries[1].Details.Should().Be($"state:errored: {FailedDay.Count} operations.");
        (await administrator.ReadTextAsync("runs")).Should().Contain("queue again").And.Contain("Finished.");
    }

    [Fact]
    public async Task CancelOfAllThatMatch_LeavesTheOthersAlone()
    {
        await Sync.SaveAsync("one", new TaskContent { Title = "One" }, SyncAction.Created);
        await Sync.SaveAsync("two", new TaskContent { Title = "Two" }, SyncAction.Created);
        var administrator = Dashboard.Administrator();
        using var started = await administrator.PostAsync("runs/cancel", ("q", "task:one"));

        (await administrator.ReadUntilAsync(started.Headers.Location!.OriginalString, text => text.Contains("Finished."))).Should().Contain("1 taken out of the queue.");

        var counts = (await Sync.Store.SummarizeAsync()).Counts;
        counts[OperationState.Canceled].Should().Be(1);
        counts[OperationState.Queued].Should().Be(1);
        counts[OperationState.Errored].Should().Be(FailedDay.Count);
    }

    [Fact]
    public async Task SomebodyWhoSeesOneInstallation_RunsOnItAlone()
    {
        await using var dashboard = await GuardedDashboard.StartAsync(Sync, configure: options => options.SeesInstallation = (_, installation) => installation == 1);
        var administrator = dashboard.Administrator();

        (await administrator.ReadTextAsync("runs/new?action=retry&q=state:errored")).Should().Contain("0 operations match");
        using var started = await administrator.PostAsync("runs/retry", ("q", "state:errored"));
        (await administrator.ReadUntilAsync(started.Headers.Location!.OriginalString, text => text.Contains("Finished."))).Should().Contain("0 queued again.");

        (await Sync.Store.SummarizeAsync()).Counts[OperationState.Errored].Should().Be(FailedDay.Count);
    }

    [Fact]
    public async Task MoreThanWasConfirmed_IsConfirmedAgain_AndWhatCameLaterIsLeftAlone()
    {
        var administrator = Dashboard.Administrator();
        var before = Regex.Match(await administrator.ReadAsync("runs/new?action=retry&q=state:errored"), "name=\"before\" value=\"([^\"]+)\"").Groups[1].Value;
        await Sync.SaveAsync("later", new TaskContent { Title = new string('x', 300) }, SyncAction.Created);
        await Sync.DrainAsync();

        using var refused = await administrator.PostAsync("runs/retry", ("q", "state:errored kind:task"), ("before", before), ("count", "3"));
        (await refused.Content.ReadAsStringAsync()).Should().Contain($"<strong>{FailedDay.Count}</strong>");
        using var started = await administrator.PostAsync("runs/retry", ("q", "state:errored kind:task"), ("before", before), ("count", $"{FailedDay.Count}"));
        (await administrator.ReadUntilAsync(started.Headers.Location!.OriginalString, text => text.Contains("Finished."))).Should().Contain($"{FailedDay.Count} queued again.");

        (await Sync.OperationsAsync()).Single(each => each.State == OperationState.Errored).LocalId.Should().Be("later");
    }

    [Theory]
    [InlineData("state:errored 0195d1c0-0000-7000-8000-000000000000", "stands for one operation or one webhook")]
    [InlineData("state:completed", "Only errored operations can be queued again")]
    public async Task SearchThatIsNoneForARun_DoesNothing(string query, string sentence)
    {
        using var answer = await Dashboard.Administrator().PostAsync("runs/retry", ("q", query));

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).Should().Contain(sentence);
        (await Sync.Store.ListAuditAsync(new AuditQuery())).Should().BeEmpty();
    }

    [Theory]
    [InlineData("0195d1c0-0000-7000-8000-000000000000")]
    [InlineData("no-id")]
    public async Task RunThatIsNone_IsNotFound(string id)
    {
        await Dashboard.Administrator().ReadAsync($"runs/{id}", HttpStatusCode.NotFound);
        using var answer = await Dashboard.Administrator().PostAsync($"runs/{id}/stop");
        answer.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    /// <summary>The end of a run is seen on its page before its entry is written.</summary>
    private async Task<IReadOnlyList<AuditEntry>> EntriesAsync(string last)
    {
        await Dashboard.Viewer().ReadUntilAsync("audit", text => text.Contains(last));
        return await Sync.Store.ListAuditAsync(new AuditQuery());
    }
}
