using System.Net;
using GitSync.Testing;

namespace GitSync.Dashboard.Tests;

/// <summary>What a person does to operations is done, once, and written down with their name and reason.</summary>
public sealed class OperationActionsTests : OverAStore
{
    private protected override Task<SyncHarness> StartAsync() => Weather.StartAsync();

    [Fact]
    public async Task RetryOfAnErroredOne_QueuesIt_AndIsWrittenDown()
    {
        var errored = await LastAsync(OperationState.Errored);

        var said = await Dashboard.Administrator("grace").DoAsync($"operations/{errored.Id}/retry", ("reason", "the title is shorter now"));

        said.Should().Be("1 operation was queued again.");
        (await StateOfAsync(errored.Id)).Should().Be(OperationState.Queued);
        (await EntriesAsync()).Single().Should().BeEquivalentTo(
            new { Actor = "grace", Action = "retry", Target = $"operation/{errored.Id}", Reason = "the title is shorter now" });
    }

    [Fact]
    public async Task CancelOfAQueuedOne_TakesItOut_AndIsWrittenDown()
    {
        var queued = await LastAsync(OperationState.Queued);

        var said = await Dashboard.Administrator().DoAsync($"operations/{queued.Id}/cancel");

        said.Should().Be("1 operation was taken out of the queue.");
        (await StateOfAsync(queued.Id)).Should().Be(OperationState.Canceled);
        (await EntriesAsync()).Single().Should().BeEquivalentTo(new { Actor = "ada", Action = "cancel", Target = $"operation/{queued.Id}", Reason = (string?)null });
    }

    [Theory]
    [InlineData(OperationState.Completed, "retry", "0 operations were queued again. 1 was in another state: only errored operations can be queued again.")]
    [InlineData(OperationState.Queued, "retry", "0 operations were queued again. 1 was in another state: only errored operations can be queued again.")]
    [InlineData(OperationState.Dropped, "retry", "0 operations were queued again. 1 was in another state: only errored operations can be queued again.")]
    [InlineData(OperationState.Completed, "cancel", "0 operations were taken out of the queue. 1 was in another state: only queued operations can be taken out.")]
    [InlineData(OperationState.Processing, "cancel", "0 operations were taken out of the queue. 1 was in another state: only queued operations can be taken out.")]
    public async Task WhatIsNotLegal_IsSaid_AndChangesNothing(OperationState state, string action, string sentence)
    {
        var operation = await LastAsync(state);

        (await Dashboard.Administrator().DoAsync($"operations/{operation.Id}/{action}")).Should().Be(sentence);

        (await Sync.Store.FindOperationAsync(operation.Id)).Should().BeEquivalentTo(operation);
    }

    [Fact]
    public async Task TickedOnes_AreDoneEach_AndEachIsWrittenDown()
    {
        var errored = await LastAsync(OperationState.Errored);
        var completed = await LastAsync(OperationState.Completed);
        (string, string)[] ticked =
        [
            ("id", $"{errored.Id}"), ("id", $"{completed.Id}"), ("id", $"{errored.Id}"), ("id", "0195d1c0-0000-7000-8000-000000000000"), ("id", "no id"),
        ];

        var said = await Dashboard.Administrator().DoAsync("operations/selected/retry", [.. ticked, ("reason", "both"), ("back", "/admin/sync/operations")]);

        said.Should().StartWith("1 operation was queued again. 2 were in another state: only");
        (await StateOfAsync(errored.Id)).Should().Be(OperationState.Queued);
        (await StateOfAsync(completed.Id)).Should().Be(OperationState.Completed);
        (await EntriesAsync()).Select(entry => entry.Target).Should().BeEquivalentTo($"operation/{errored.Id}", $"operation/{completed.Id}");
    }

    [Fact]
    public async Task NothingTicked_IsSaid() =>
        (await Dashboard.Administrator().DoAsync("operations/selected/cancel")).Should().Be("No operation is ticked; nothing was done.");

    [Fact]
    public async Task MoreTickedThanAPageHas_IsRefused()
    {
        var errored = await LastAsync(OperationState.Errored);
        var ids = Enumerable.Range(0, 50).Select(number => ("id", $"0195d1c0-0000-7000-8000-{number:000000000000}"));

        (await Dashboard.Administrator().DoAsync("operations/selected/retry", [.. ids, ("id", $"{errored.Id}")])).Should().Be("At most 50 operations can be ticked; nothing was done.");

        (await StateOfAsync(errored.Id)).Should().Be(OperationState.Errored);
    }

    [Fact]
    public async Task ValueThatGaveWay_IsBroughtBack()
    {
        var contested = (await Sync.OperationsAsync()).Last(each => each.Conflicts.Any(conflict => conflict.Winner is not null));
        var lost = contested.Conflicts.Single(conflict => conflict.Field == "title").LosingValue;

        await Dashboard.Administrator().DoAsync($"operations/{contested.Id}/conflicts/title", ("reason", "ours was right"));
        await Sync.DrainAsync();

        Sync.Tasks.All.Single(task => task.Id == PastWeather.Contested).Content.Title.Should().Be(lost);
        (await EntriesAsync()).Should().ContainSingle(entry => entry.Action == "restore" && entry.Details == "title" && entry.Reason == "ours was right");
    }

    [Fact]
    public async Task ReasonThatIsTooLong_IsCut()
    {
        var errored = await LastAsync(OperationState.Errored);

        await Dashboard.Administrator().DoAsync($"operations/{errored.Id}/retry", ("reason", new string('x', 3_000)));

        (await EntriesAsync()).Single().Reason.Should().HaveLength(AuditEntry.MaximumTextLength);
    }

    /// <summary>U+0000 comes through in a form of several parts alone.</summary>
    [Fact]
    public async Task ReasonThatNoDatabaseStores_IsStoredWithoutThat()
    {
        var errored = await LastAsync(OperationState.Errored);
        var administrator = Dashboard.Administrator();
        using var form = new MultipartFormDataContent
        {
            { new StringContent(await administrator.TokenAsync()), "token" }, { new StringContent("a\0b"), "reason" },
        };

        using var answer = await administrator.SendAsync($"operations/{errored.Id}/retry", form);

        answer.StatusCode.Should().Be(HttpStatusCode.SeeOther);
        (await EntriesAsync()).Single().Reason.Should().Be("a\uFFFDb");
    }

    private async Task<SyncOperation> LastAsync(OperationState state) => (await Sync.OperationsAsync()).Last(each => each.State == state);

    private async Task<OperationState> StateOfAsync(Guid id) => (await Sync.Store.FindOperationAsync(id))!.State;

    private Task<IReadOnlyList<AuditEntry>> EntriesAsync() => Sync.Store.ListAuditAsync(new AuditQuery());
}
