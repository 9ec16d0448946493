namespace GitSync;

/// <summary>
/// Takes a record's text back from GitHub once its policy calls it private, and keeps the two sides apart while it does: GitHub's redacted text must
/// not come back into the record (ADR 18).
/// </summary>
internal sealed class Withdrawal(IOutboundPolicy policy, RemoteReading reading, GitHubCreation creation, OutboundGate gate)
{
    /// <summary>How the claim ends because the record is private; null when it is not.</summary>
    public async ValueTask<Completion?> RunAsync(Reconciliation run, LocalRecord record, CancellationToken cancellationToken)
    {
        // A change that came from GitHub makes nothing private.
        if (run.Operation.Direction == SyncDirection.Inbound && !run.Link.IsWithdrawn)
        {
            return null;
        }

        var admission = await policy.MayLeaveAsync(run.Operation.Kind, record.Id, run.Connection.Project, cancellationToken).ConfigureAwait(false);
        if (admission.Refusal != SyncRule.Withdrawn)
        {
            run.Link = run.Link with { IsWithdrawn = false };
            return null;
        }

        if (run.Link.Remote is null)
        {
            // A creation whose answer was lost may have left the text behind.
            var (found, ending) = await creation.FindAsync(run, cancellationToken).ConfigureAwait(false);
            if (found is null)
            {
                return ending ?? run.Drop(SyncRule.Withdrawn, "Not sent to GitHub: " + admission.Reason);
            }

            run.Link = run.Link.LinkedTo(found) with { Intent = null };
        }

        return run.Link switch
        {
            { IsWithdrawn: true } => await FollowAsync(run, admission, cancellationToken).ConfigureAwait(false),
            { Marker: null } => run.Complete(
                SyncRule.Withdrawn, $"Nothing more is sent: {admission.Reason} What stands on GitHub came from there.", run.Link with { IsWithdrawn = true }),
            _ => await TakeBackAsync(run, admission, cancellationToken).ConfigureAwait(false),
        };
    }

    private async ValueTask<Completion> TakeBackAsync(Reconciliation run, Admission admission, CancellationToken cancellationToken)
    {
        var sighting = await reading.ReadAsync(run, run.Location!, mustRead: true, cancellationToken).ConfigureAwait(false);
        if (sighting.Item is not { } item)
        {
            return sighting.Ending!;
        }

        var passage = await gate.AskToWithdrawAsync(run, cancellationToken).ConfigureAwait(false);
        if (!passage.IsOpen(out var permit))
        {
            return passage.Refusal! with { Link = run.Link };
        }

        // The attribution line names its author: it goes too.
        var current = await run.Resource.DecodeAsync(item, run.Link, cancellationToken).ConfigureAwait(false);
        run.Link = run.Link with { Attribution = null, Unsettled = null };
        run.BeginWrite(run.Link, sent: null);
        var (answer, done) = await run.Resource.WithdrawAsync(run.Location!, current, run.Link, permit, cancellationToken).ConfigureAwait(false);
        var after = answer is null ? null : await run.Resource.DecodeAsync(answer.Value, run.Link, cancellationToken).ConfigureAwait(false);
        return run.Complete(
            SyncRule.Withdrawn,
            $"{admission.Reason} {done}",
            run.Link with { IsWithdrawn = true, Base = after is null ? run.Link.Base : run.BaseOf(after, after.Content) });
    }

    /// <summary>What happens on GitHub meanwhile stays there; the base follows it, so that later everything here counts as our change.</summary>
    private async ValueTask<Completion> FollowAsync(Reconciliation run, Admission admission, CancellationToken cancellationToken)
    {
        var sentence = $"Nothing is synchronised: {admission.Reason}";
        if (run.Operation.Direction == SyncDirection.Outbound || RemoteReading.IsEcho(run.Operation, run.Link.Base))
        {
            return run.Complete(SyncRule.Withdrawn, sentence, run.Link);
        }

        var sighting = await reading.ReadAsync(run, run.Location!, mustRead: false, cancellationToken).ConfigureAwait(false);
        if (sighting.Item is not { } item)
        {
            return sighting.Ending!;
        }

        var seen = await run.Resource.DecodeAsync(item, run.Link, cancellationToken).ConfigureAwait(false);
        return run.Complete(SyncRule.Withdrawn, sentence, run.Link with { Base = run.BaseOf(seen, seen.Content) });
    }
}
