using Xunit;

namespace GitSync.Testing;

/// <summary>Generated histories: what must hold whatever happens in whatever order, and that every store does the same.</summary>
public abstract class HistoryContract<THarness> : StoreContract<THarness>
    where THarness : StoreHarness, new()
{
    private const int Steps = 400;
    private const int ConcurrentCallers = 8;
    private const int OperationsPerCaller = 40;

    /// <summary>The same history on the in-memory store and on this one gives the same outcomes, and every invariant holds.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task GeneratedHistory_GivesTheModelsOutcomesAndKeepsEveryInvariant(int seed)
    {
        var model = new InMemorySyncStore(Clock);
        var expected = new GeneratedHistory(model, seed, Clock);
        var actual = new GeneratedHistory(Store, seed, Clock);
        for (var step = 0; step < Steps; step++)
        {
            Clock.Advance(actual.NextPause());
            expected.NextPause();
            var wanted = await expected.StepAsync();
            var got = await actual.StepAsync();
            Assert.True(wanted == got, $"Seed {seed}, step {step}:\nmodel: {wanted}\nstore: {got}");
            if (step % 20 == 0 || step == Steps - 1)
            {
                await StoreInvariants.AssertAsync(Store, actual.Entered, actual.Records);
            }
        }
    }

    /// <summary>Concurrent callers: every operation ends exactly once, no lane ever runs twice at a time, fences only grow.</summary>
    [Fact]
    public async Task ConcurrentCallers_LoseNothingAndNeverOverlap()
    {
        var running = new System.Collections.Concurrent.ConcurrentDictionary<long, Guid>();
        var fences = new System.Collections.Concurrent.ConcurrentDictionary<long, long>();
        var entered = new System.Collections.Concurrent.ConcurrentBag<Guid>();
        var producers = Enumerable.Range(0, ConcurrentCallers).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < OperationsPerCaller; i++)
            {
                var item = Make.Outbound($"t{(caller + i) % 7}");
                entered.Add(item.Operation.Id);
                await Store.EnqueueAsync(new EnqueueBatch { Items = [item] });
            }
        })).ToArray();
        var produced = Task.WhenAll(producers);
        var workers = Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            Completion[] done = [];
            while (true)
            {
                var finished = produced.IsCompleted;
                foreach (var completion in done)
                {
                    running.TryRemove(completion.Lease.LaneId, out _);
                }

                var receipt = await Store.WorkAsync(done, new ClaimRequest($"w{worker}", 2, StoreScenario.Lease));
                Assert.All(receipt.Outcomes, outcome => Assert.True(outcome is CommitOutcome.Committed or CommitOutcome.Busy, outcome.ToString()));
                var busy = done.Where((_, i) => receipt.Outcomes[i] == CommitOutcome.Busy).ToArray();
                foreach (var claim in receipt.Claimed)
                {
                    Assert.True(running.TryAdd(claim.Lease.LaneId, claim.Operation.Id), "Two workers run one lane.");
                    fences.AddOrUpdate(claim.Lease.LaneId, claim.Lease.Fence, (_, last) => last < claim.Lease.Fence
                        ? claim.Lease.Fence
                        : throw new InvalidOperationException("A fence did not grow."));
                }

                done = [.. busy, .. receipt.Claimed.Select(claim => StoreScenario.Completed(claim))];
                if (done.Length == 0 && finished)
                {
                    return;
                }

                await Task.Yield();
            }
        })).ToArray();
        await produced;
        await Task.WhenAll(workers);
        Assert.Equal(ConcurrentCallers * OperationsPerCaller, entered.Count);
        await StoreInvariants.AssertAsync(Store, [.. entered], [.. Enumerable.Range(0, 7).Select(i => LaneName.OfTask($"t{i}"))]);
        Assert.Equal(0, (await Store.SummarizeAsync()).Counts[OperationState.Queued]);
    }
}
