namespace GitSync;

/// <summary>
/// The right to write to GitHub once. The methods that write ask for one and only <see cref="OutboundGate"/> makes one: a path that does not ask
/// the gate does not compile.
/// </summary>
internal abstract class WritePermit
{
    private protected WritePermit()
    {
    }
}

/// <summary>The gate's answer: a permit, or how the claim ends instead.</summary>
internal readonly record struct Passage(WritePermit? Permit, Completion? Refusal)
{
    /// <summary>Gives the permit, or says how the claim ends.</summary>
    public bool IsOpen([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out WritePermit? permit)
    {
        permit = Permit;
        return permit is not null;
    }
}

/// <summary>
/// The one gate in front of GitHub's write calls, asked right before sending: the switches, the outbound policy again, and for closes and
/// deletions the breaker.
/// </summary>
internal sealed class OutboundGate(IOutboundPolicy policy, IWriteSwitches switches, RemovalBreakers breakers, TimeProvider time)
{
    /// <summary>How long what is switched off waits before it is looked at again.</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromMinutes(1);

    /// <summary>Asks whether a record's text may leave.</summary>
    /// <param name="run">The claim.</param>
    /// <param name="record">The record whose text would leave.</param>
    /// <param name="removes">Whether the object would be closed by it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask<Passage> AskAsync(Reconciliation run, LocalRecord record, bool removes, CancellationToken cancellationToken)
    {
        var admission = await policy.MayLeaveAsync(run.Operation.Kind, record.Id, run.Connection.Project, cancellationToken).ConfigureAwait(false);
        return admission.Refusal is { } rule
            ? new Passage(null, run.Drop(rule, "Not sent to GitHub: " + admission.Reason))
            : PassageOf(await SwitchedAsync(run, cancellationToken).ConfigureAwait(false)
                ?? (removes ? await breakers.RefusalAsync(run, cancellationToken).ConfigureAwait(false) : null));
    }

    /// <summary>Asks whether a deletion may be carried over; it sends no text.</summary>
    public async ValueTask<Passage> AskToRemoveAsync(Reconciliation run, CancellationToken cancellationToken) => PassageOf(
        await SwitchedAsync(run, cancellationToken).ConfigureAwait(false) ?? await breakers.RefusalAsync(run, cancellationToken).ConfigureAwait(false));

    /// <summary>Asks whether private text may be taken back: what is undone by the policy's next answer is not counted by the breaker.</summary>
    public async ValueTask<Passage> AskToWithdrawAsync(Reconciliation run, CancellationToken cancellationToken) =>
        PassageOf(await SwitchedAsync(run, cancellationToken).ConfigureAwait(false));

    private static Passage PassageOf(Completion? refusal) => refusal is null ? new Passage(Granted.One, null) : new Passage(null, refusal);

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

    private sealed class Granted : WritePermit
    {
        public static Granted One { get; } = new();
    }
}
