using System.Globalization;
using System.Text;

namespace GitSync.MultiHost;

/// <summary>
/// One process's record: lines, appended with one write each and no buffer of our own, so that SIGKILL loses at most what the process had
/// not done yet. Thread-safe. The forms are read by <see cref="JournalReader"/>.
/// </summary>
internal sealed class JournalWriter(string path) : IDisposable
{
    private readonly FileStream _file = new(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
    private readonly Lock _gate = new();
    private string? _worker;

    /// <summary>The machine's monotonic clock.</summary>
    public static long Now => TimeProvider.System.GetTimestamp();

    public void Enqueuing(IReadOnlyList<EnqueueItem> items, long asked)
    {
        var lines = new StringBuilder();
        foreach (var item in items)
        {
            Line(lines, $"Q {item.Operation.Id:N} {asked}");
        }

        Write(lines);
    }

    public void Enqueued(IReadOnlyList<EnqueueOutcome> outcomes)
    {
        var (lines, now) = (new StringBuilder(), Now);
        foreach (var outcome in outcomes)
        {
            Line(lines, $"A {outcome.OperationId:N} {now} {(outcome.State is { } state ? state : "-")}");
        }

        Write(lines);
    }

    public void Worked(string worker, IReadOnlyList<Completion> completions, WorkReceipt receipt, Span call)
    {
        var lines = new StringBuilder();
        Line(lines, $"W {call.Asked} {call.Answered}");
        for (var i = 0; i < completions.Count; i++)
        {
            Line(lines, $"O {completions[i].Lease.LaneId} {completions[i].Lease.Fence} {receipt.Outcomes[i]} {call.Asked} {call.Answered}");
        }

        foreach (var claim in receipt.Claimed)
        {
            Line(lines, $"C {claim.Lease.LaneId} {claim.Lease.Fence} {claim.Operation.Id:N} {call.Asked} {call.Answered}");
        }

        Write(lines, worker);
    }

    /// <param name="worker">The worker whose call it was; null for an enqueuing, which is simply tried again.</param>
    /// <param name="failure">What the store threw.</param>
    /// <param name="call">When.</param>
    public void Failed(string? worker, Exception failure, Span call)
    {
        var lines = new StringBuilder();
        var text = $"{failure.GetType().Name}: {failure.Message}".ReplaceLineEndings(" ");
        Line(lines, $"{(worker is null ? 'Y' : 'X')} {call.Asked} {call.Answered} {text}");
        Write(lines, worker);
    }

    public void Releasing(string worker)
    {
        var lines = new StringBuilder();
        Line(lines, $"L {Now}");
        Write(lines, worker);
    }

    public void Checkpointing(LaneLease lease)
    {
        var lines = new StringBuilder();
        Line(lines, $"P {lease.LaneId} {lease.Fence}");
        Write(lines, lease.WorkerId);
    }

    public void Checkpointed(LaneLease lease, CommitOutcome outcome, Span call)
    {
        var lines = new StringBuilder();
        Line(lines, $"K {lease.LaneId} {lease.Fence} {outcome} {call.Asked} {call.Answered}");
        Write(lines, lease.WorkerId);
    }

    public void Started(LaneLease lease)
    {
        var lines = new StringBuilder();
        Line(lines, $"S {lease.LaneId} {lease.Fence} {lease.OperationId:N} {Now}");
        Write(lines, lease.WorkerId);
    }

    public void Ended(Completion end)
    {
        var lines = new StringBuilder();
        var follow = end.FollowUp?.Id.ToString("N") ?? "-";
        Line(lines, $"E {end.Lease.LaneId} {end.Lease.Fence} {Now} {end.State} {(end.Link is null ? "-" : "links")} {follow}");
        Write(lines, end.Lease.WorkerId);
    }

    public void Dispose() => _file.Dispose();

    private static void Line(StringBuilder lines, FormattableString line) =>
        lines.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    /// <summary>A process has one worker; its name is written once, before its first line.</summary>
    private void Write(StringBuilder lines, string? worker = null)
    {
        lock (_gate)
        {
            if (worker is not null && worker != _worker)
            {
                lines.Insert(0, $"I {worker}\n");
                _worker = worker;
            }

            _file.Write(Encoding.UTF8.GetBytes(lines.ToString()));
        }
    }
}
