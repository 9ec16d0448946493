namespace GitSync;

/// <summary>
/// The one gate in front of GitHub's write calls, asked right before sending: the switches, the outbound policy again, and for closes and
/// deletions the breaker.
/// </summary>
internal sealed class OutboundGate(IOutboundPolicy policy, IWriteSwitches switches, RemovalBreakers breakers, TimeProvider time)
{
    /// <summary>How long what is switched off waits before it is looked at again.</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromMinutes(1);

    /// <summary>How the claim ends when the record may not leave; null when it may.</summary>
    /// <param name="run">The claim.</param>
    /// <param name="record">The record whose text would leave.</param>
    /// <param name="removes">Whether the object would be closed by it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask<Completion?> RefusalAsync(Reconciliation run, LocalRecord record, bool removes, CancellationToken cancellationToken)
    {
        var admission = await policy.MayLeaveAsync(run.Operation.Kind, record.Id, run.Connection.Project, cancellationToken).ConfigureAwait(false);
        return admission.Refusal is { } rule
            ? run.Drop(rule, "Not sent to GitHub: " + admission.Reason)
            : await SwitchedAsync(run, cancellationToken).ConfigureAwait(false)
                ?? (removes ? await breakers.RefusalAsync(run, cancellationToken).ConfigureAwait(false) : null);
    }

    /// <summary>The same for a deletion, which sends no text.</summary>
    public async ValueTask<Completion?> RefusalAsync(Reconciliation run, CancellationToken cancellationToken) =>
        await SwitchedAsync(run, cancellationToken).ConfigureAwait(false) ?? await breakers.RefusalAsync(run, cancellationToken).ConfigureAwait(false);

    private async ValueTask<Completion?> SwitchedAsync(Reconciliation run, CancellationToken cancellationToken)
    {
        var found = await switches.FindAsync(run.Repository.Id, cancellationToken).ConfigureAwait(false);
        var reason = found.Reason is null ? "." : ": " + found.Reason;
        switch (found.Mode)
        {
            case WriteMode.On:
                return null;
            case WriteMode.Off:
                var dueAt = time.GetUtcNow() + Wait;
                return run.Retry(
                    SyncRule.WritesOff, $"Waiting: writes to GitHub are switched off{reason}", dueAt, spendsAttempt: false);
            case WriteMode.Shadow:
                return run.Drop(SyncRule.Shadowed, $"Not sent to GitHub: shadow mode, in which all is decided and nothing is written{reason}");
            default:
                throw new InvalidOperationException($"Unknown mode {found.Mode}.");
        }
    }
}
