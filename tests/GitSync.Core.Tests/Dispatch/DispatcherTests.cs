using System.Threading.Channels;
using GitSync.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace GitSync.Core.Tests;

/// <summary>The default dispatcher between a queue, a processor and other hosts. Its clock stands: nothing happens by polling.</summary>
public sealed class DispatcherTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ScriptedQueue _queue = new();
    private readonly OtherHosts _others = new();
    private readonly FakeTimeProvider _time = new();
    private readonly Messages _log = new();
    private readonly InProcessDispatcher _dispatcher;

    public DispatcherTests() => _dispatcher = new InProcessDispatcher(
        _queue,
        new CompletingProcessor(),
        new AlwaysReady(),
        new OperationIds(_time, new SeededRandom(1)),
        _time,
        Options.Create(new GitSyncOptions()),
        [_others],
        _log);

    public Task InitializeAsync() => _dispatcher.StartAsync(default);

    public async Task DisposeAsync()
    {
        _queue.EndScript();
        await _dispatcher.StopAsync(default);
        _dispatcher.Dispose();
    }

    [Fact]
    public async Task WakeUpFromAnotherHost_LooksAtTheQueueAtOnce()
    {
        await _queue.NextCallAsync();
        _others.Wake();
        (await _queue.NextCallAsync()).Should().BeEmpty();
        _others.Announcements.Should().Be(0, "what came from others is not sent back");
    }

    [Fact]
    public async Task WakeUpOfOurOwn_IsAnnouncedToTheOtherHosts()
    {
        await _queue.NextCallAsync();
        _dispatcher.Wake();
        await _queue.NextCallAsync();
        _others.Announcements.Should().Be(1);
    }

    [Fact]
    public async Task BusyCompletion_IsOfferedAgainUntilItIsCommitted()
    {
        var claim = Claim("busy");
        await _queue.NextCallAsync();
        _queue.Answer([], [claim]);
        _queue.Answer([CommitOutcome.Busy], []);
        _queue.Answer([CommitOutcome.Committed], []);
        _dispatcher.Wake();
        var offers = new List<Completion>();
        while (offers.Count < 2)
        {
            var call = _queue.NextCallAsync();

            // The lane is locked for a moment: the pause is short, and nothing else has to wake the loop.
            await Eventually(() => call.IsCompleted);
            offers.AddRange(await call);
        }

        offers.Should().AllSatisfy(completion => completion.Lease.Should().Be(claim.Lease));
        _dispatcher.Wake();
        (await _queue.NextCallAsync()).Should().BeEmpty("it was committed");
    }

    [Fact]
    public async Task StoreThatIsAway_IsSaidOnceAndAskedAgain()
    {
        await _queue.NextCallAsync();
        _queue.IsAway = true;
        for (var i = 0; i < 3; i++)
        {
            _dispatcher.Wake();
            await _queue.NextCallAsync();
        }

        _queue.IsAway = false;
        _dispatcher.Wake();
        await _queue.NextCallAsync();
        _queue.IsAway = true;
        _dispatcher.Wake();
        await _queue.NextCallAsync();
        await Eventually(() => _log.Warnings.Count(message => message.EndsWith("The disk is full.", StringComparison.Ordinal)) == 2);
        _log.Warnings.Should().HaveCount(2, "it was away twice");
    }

    private static ClaimedOperation Claim(string task)
    {
        var operation = new TaskSyncOperation
        {
            Id = new OperationIds(TimeProvider.System, new SeededRandom(2)).Next(),
            Direction = SyncDirection.Outbound,
            Action = SyncAction.Edited,
            RepositoryId = 1,
            TaskId = task,
            State = OperationState.Processing,
        };
        var lane = new LaneState { Id = 1, Kind = ResourceKind.Task, RepositoryId = 1, Local = LaneName.OfTask(task) };
        return new ClaimedOperation(new LaneLease(1, operation.Id, "worker", 1), operation, lane, LaneLink.Empty, null);
    }

    private async Task Eventually(Func<bool> holds)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (!holds())
        {
            deadline.Token.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }
    }

    private sealed class CompletingProcessor : ISyncProcessor
    {
        public Task<Completion> ProcessAsync(ClaimedOperation claim, CancellationToken cancellationToken) => Task.FromResult(new Completion
        {
            Lease = claim.Lease,
            State = OperationState.Completed,
            Rule = SyncRule.InStep,
            Explanation = "Both sides were in step.",
        });
    }

    private sealed class AlwaysReady : ISyncReadiness
    {
        public Task Ready => Task.CompletedTask;

        public string? Reason => null;
    }

    private sealed class OtherHosts : IWakeRelay
    {
        public event Action? Woken;

        public int Announcements { get; private set; }

        public void Announce() => Announcements++;

        public void Wake() => Woken?.Invoke();
    }

    private sealed class Messages : ILogger<InProcessDispatcher>
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _warnings = new();

        public IReadOnlyCollection<string> Warnings => _warnings;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _warnings.Enqueue(formatter(state, exception));
    }

    /// <summary>A queue that answers as the test wrote, and says what was offered to it.</summary>
    private sealed class ScriptedQueue : ISyncQueue
    {
        private readonly Channel<IReadOnlyList<Completion>> _calls = Channel.CreateUnbounded<IReadOnlyList<Completion>>();
        private readonly Queue<WorkReceipt> _answers = new();
        private bool _ended;

        public void Answer(IReadOnlyList<CommitOutcome> outcomes, IReadOnlyList<ClaimedOperation> claimed)
        {
            lock (_answers)
            {
                _answers.Enqueue(new WorkReceipt(outcomes, claimed, null));
            }
        }

        /// <summary>Whether calls fail.</summary>
        public bool IsAway { get; set; }

        public void EndScript() => _ended = true;

        public async Task<IReadOnlyList<Completion>> NextCallAsync() => await _calls.Reader.ReadAsync().AsTask().WaitAsync(Patience);

        public Task<WorkReceipt> WorkAsync(IReadOnlyList<Completion> completions, ClaimRequest request, CancellationToken cancellationToken)
        {
            WorkReceipt answer;
            lock (_answers)
            {
                answer = !_ended && _answers.TryPeek(out var next) && next.Outcomes.Count == completions.Count
                    ? _answers.Dequeue()
                    : new WorkReceipt([.. completions.Select(_ => CommitOutcome.Committed)], [], null);
            }

            var isAway = IsAway;
            _calls.Writer.TryWrite([.. completions]);
            return isAway ? Task.FromException<WorkReceipt>(new StoreUnavailableException("The disk is full.")) : Task.FromResult(answer);
        }

        public Task ReleaseAsync(string workerId, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<EnqueueReceipt> EnqueueAsync(
            EnqueueBatch batch, System.Data.Common.DbTransaction? transaction, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<CommitOutcome> CheckpointAsync(LaneLease lease, LaneLink link, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> RetryAsync(Guid operationId, string? by, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> CancelAsync(Guid operationId, string? by, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
