namespace GitSync;

/// <summary>The one gate in front of GitHub's write calls: the outbound policy, asked again right before sending.</summary>
internal sealed class OutboundGate(IOutboundPolicy policy)
{
    /// <summary>How the claim ends when the record may not leave; null when it may.</summary>
    public async ValueTask<Completion?> RefusalAsync(Reconciliation run, LocalRecord record, CancellationToken cancellationToken)
    {
        var admission = await policy.MayLeaveAsync(run.Operation.Kind, record.Id, run.Connection.Project, cancellationToken).ConfigureAwait(false);
        return admission.Refusal is { } rule ? run.Drop(rule, "Not sent to GitHub: " + admission.Reason) : null;
    }
}
