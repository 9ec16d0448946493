using GitSync.Dashboard.Search;

namespace GitSync.Dashboard.Runs;

/// <summary>One host's work on a run: portion by portion, each with its progress written down, until it is over or somebody else's.</summary>
internal sealed class RunWork(
    RunDocuments documents, ISyncQueue queue, ISyncDispatcher dispatcher, OperationFinder finder, TimeProvider time)
{
    /// <summary>Progress and the stop button count after so many.</summary>
    private const int Portion = 100;

    /// <summary>How often a portion is tried while the store is away: for about ten minutes.</summary>
    private const int MaximumTries = 24;

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>What was done and is not written down yet: a portion that is tried again does not find those any more.</summary>
    private (int Done, int Skipped) _unwritten;

    /// <returns>The run as this host left it; null when it is gone.</returns>
    public async Task<Run?> DoAsync(Run run, ResolvedSearch search, CancellationToken cancellationToken)
    {
        var current = run;
        var tries = 0;
        while (current is { State: RunState.Running } && current.Owner == run.Owner)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                current = await MoveAsync(current, search, cancellationToken);
                tries = 0;
            }
            catch (StoreUnavailableException) when (++tries < MaximumTries)
            {
                var wait = FirstWait * Math.Pow(2, tries);
                await Task.Delay(wait < LongestWait ? wait : LongestWait, time, cancellationToken);
            }
        }

        return current;
    }

    /// <summary>A portion. A second time over the same operations does no harm: they are in another state by then.</summary>
    private async Task<Run?> MoveAsync(Run run, ResolvedSearch search, CancellationToken cancellationToken)
    {
        var page = await finder.FindAsync(search, run.Cursor, Portion, cancellationToken);
        foreach (var operation in page.Operations)
        {
            var isDone = run.Action switch
            {
                RunAction.Retry => await queue.RetryAsync(operation.Id, run.ActsFor, cancellationToken),
                RunAction.Cancel => await queue.CancelAsync(operation.Id, run.ActsFor, cancellationToken),
                _ => throw new InvalidOperationException($"Unknown action {run.Action}."),
            };
            _unwritten = isDone ? (_unwritten.Done + 1, _unwritten.Skipped) : (_unwritten.Done, _unwritten.Skipped + 1);
        }

        if (_unwritten.Done > 0)
        {
            dispatcher.Wake();
        }

        var (done, skipped) = _unwritten;
        var moved = await documents.ChangeAsync(
            run.Id,
            stored => stored.Owner != run.Owner
                ? null
                : stored with
                {
                    Done = stored.Done + done,
                    Skipped = stored.Skipped + skipped,
                    Cursor = page.Continue ?? stored.Cursor,
                    State = stored.State == RunState.Running && page.Continue is null ? RunState.Finished : stored.State,
                    MovedAt = time.GetUtcNow(),
                },
            cancellationToken);
        _unwritten = default;
        return moved;
    }
}
