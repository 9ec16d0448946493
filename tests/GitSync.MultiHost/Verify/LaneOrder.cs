namespace GitSync.MultiHost;

/// <summary>
/// By GitHub's time, then id, as far as that can hold for operations that arrive while others run.
/// <list type="number">
/// <item>Among the claims of a lane, by fence, the GitHub time of inbound operations never goes back. A state that comes late is dropped
/// as outdated, and a retry is covered by the newer state that came meanwhile; so not even a claim goes back, let alone a commit. Ids
/// decide nothing here: two states of one second are never queued together, and one that comes when the other has started runs after it,
/// whichever id is smaller.</item>
/// <item>The head rule: what is claimed is the smallest by place (GitHub's time or, without one, the acceptance; then id) of what was
/// queued at that moment, of either direction. An operation surely was queued at a claim when its acceptance was answered before the
/// claim was asked for, and it was claimed under a later fence or covered by one that was sent after the claim was answered. Of others
/// nothing is said: they may have arrived during the claim.</item>
/// </list>
/// A retry's due time holds its lane back and changes no place.
/// </summary>
internal static class LaneOrder
{
    public static void Check(CaseFile file, LaneFile lane, Verdict verdict)
    {
        Claimed? latest = null;
        GitHubTime? time = null;
        foreach (var claim in lane.Claims)
        {
            if (!file.Operations.TryGetValue(claim.Operation, out var operation))
            {
                continue;
            }

            if (operation is { Direction: SyncDirection.Inbound, GitHubUpdatedAt: { } own, EndsResource: false })
            {
                if (own < time)
                {
                    verdict.Add(
                        ViolationKind.Order,
                        $"Lane {lane.Id}: claim {claim.Fence} took {claim.Operation} of {own} after claim {latest!.Fence} had taken "
                            + $"{latest.Operation} of {time}.");
                }

                (latest, time) = (claim, own);
            }

            CheckHead(file, lane, claim, operation, verdict);
        }
    }

    private static void CheckHead(CaseFile file, LaneFile lane, Claimed claim, SyncOperation head, Verdict verdict)
    {
        var place = (head.OrderedAt, head.Id);
        foreach (var other in lane.Operations)
        {
            if (other.Id != head.Id && (other.OrderedAt, other.Id).CompareTo(place) < 0 && WasQueuedAt(file, other, claim))
            {
                verdict.Add(
                    ViolationKind.Order,
                    $"Lane {lane.Id}: claim {claim.Fence} took {head.Id} ({head.Direction}, {head.OrderedAt:O}) while {other.Id} "
                        + $"({other.Direction}, {other.OrderedAt:O}) was queued.");
            }
        }
    }

    private static bool WasQueuedAt(CaseFile file, SyncOperation other, Claimed claim) =>
        file.Journals.Sent.TryGetValue(other.Id, out var sent) && sent.Accepted < claim.Call.Asked
        && ((file.ClaimsOf(other.Id) is [.., var last] && last.Fence > claim.Fence)
            || (other is { State: OperationState.Canceled, CanceledBy: { } by } && file.Began(by) > claim.Call.Answered));
}
