using Microsoft.Extensions.Options;

namespace GitSync;

/// <summary>
/// Creates on GitHub exactly once: intent and marker are committed before the POST, and after a lost answer the object is looked for
/// by marker and author before another POST is sent.
/// </summary>
/// <remarks>GitHub has no idempotency keys; a blind retry once posted the same comment four times (probot #921).</remarks>
internal sealed class GitHubCreation(
    ISyncQueue queue,
    IGitHubGateway gitHub,
    MarkerFactory markers,
    OutboundGate gate,
    AttributionLine attribution,
    IUserTokens tokens,
    ClockOffset clock,
    TimeProvider time,
    IOptions<GitSyncOptions> options)
{
    /// <summary>Pages of 100 that the search for a marker reads at most; more than 1,000 changes within one lost answer is beyond GitHub's limits.</summary>
    private const int MaximumProbePages = 10;

    /// <summary>How much earlier than the intent the listing starts: clocks differ.</summary>
    private static readonly TimeSpan ProbeMargin = TimeSpan.FromMinutes(5);

    private readonly GitSyncOptions _options = options.Value;

    /// <summary>Creates, or finds what an earlier attempt created.</summary>
    /// <returns>The object and whether it was found rather than created now; or how the claim ends instead.</returns>
    public async Task<(RemoteItem? Item, bool WasFound, Completion? Ending)> CreateAsync(
        Reconciliation run, LocalRecord record, WritePermit permit, CancellationToken cancellationToken)
    {
        if (run.Link.Intent is not null)
        {
            var (found, ending) = await FindAsync(run, cancellationToken).ConfigureAwait(false);
            if (found is not null || ending is not null)
            {
                return (found, true, ending);
            }
        }

        if (run.Link.Marker is null)
        {
            var author = run.CreatorOf(record);
            var createdAs = author is not null && await tokens.FindSendableAsync(author, cancellationToken).ConfigureAwait(false) is not null ? author : null;
            run.Link = run.Link with
            {
                CreatedAs = createdAs,
                Attribution = createdAs is null ? await attribution.OfAsync(author, cancellationToken).ConfigureAwait(false) : null,
            };
        }

        try
        {
            return await SendAsync(run, record, permit, cancellationToken).ConfigureAwait(false);
        }
        catch (RemoteException refusal) when (run.Link.CreatedAs is not null
            && refusal.Failure is RemoteFailure.Unauthorized or RemoteFailure.Forbidden or RemoteFailure.NotFound)
        {
            // Certainly not applied: what the user may not, the App may, and says for whom. It is another request, so the gate is asked again.
            run.Link = run.Link with
            {
                CreatedAs = null,
                Attribution = await attribution.OfAsync(run.Link.CreatedAs, cancellationToken).ConfigureAwait(false),
            };
            var passage = await gate.AskAsync(run, record, removes: false, cancellationToken).ConfigureAwait(false);
            return passage.IsOpen(out var again)
                ? await SendAsync(run, record, again, cancellationToken).ConfigureAwait(false)
                : (null, false, passage.Refusal);
        }
    }

    /// <summary>Looks for what an earlier attempt may have created. Neither found nor an ending: it was not created.</summary>
    public async Task<(RemoteItem? Found, Completion? Ending)> FindAsync(Reconciliation run, CancellationToken cancellationToken)
    {
        if (run.Link is not { Intent: { } intent, Marker: { } marker })
        {
            return (null, null);
        }

        if (time.GetUtcNow() < intent.SettledAt)
        {
            return (null, Wait(run, "An earlier attempt to create it may still be under way", null));
        }

        // Whose login a user's token has, only GitHub knows: the directory may name another by now. The marker is signed and was in that one POST only.
        var own = run.Link.CreatedAs is null ? await gitHub.GetOwnLoginAsync(run.Repository, cancellationToken).ConfigureAwait(false) : null;

        // A deletion meanwhile moves what stands first on a page to the end of the page before, which was read already: several pages are read twice.
        for (var look = 1; look <= 2; look++)
        {
            var (found, pages) = await LookAsync(run, intent.Since - ProbeMargin, marker, own, cancellationToken).ConfigureAwait(false);
            if (found is not null || pages == 1)
            {
                return (found, null);
            }

            if (pages > MaximumProbePages)
            {
                return (null, run.Fail(
                    "probe_exhausted",
                    $"whether the creation arrived could not be found out within {MaximumProbePages} pages; check the repository and retry"));
            }
        }

        return (null, null);
    }

    /// <summary>The object with the marker, or null, and how many pages were read: more than <see cref="MaximumProbePages"/> when there are more.</summary>
    private async Task<(RemoteItem? Found, int Pages)> LookAsync(
        Reconciliation run, DateTimeOffset since, string marker, string? own, CancellationToken cancellationToken)
    {
        for (var page = 1; page <= MaximumProbePages; page++)
        {
            var answer = await run.Resource.ListAsync(run.Repository, run.ParentNumber, since, page, cancellationToken).ConfigureAwait(false);

            // Listed oldest first: of several, the lowest is adopted. Body and author, since anybody can copy a body.
            foreach (var item in answer.Value.Items)
            {
                if ((own is null || string.Equals(item.Author?.Login, own, StringComparison.OrdinalIgnoreCase)) && markers.Find(item.Body) == marker)
                {
                    return (item, page);
                }
            }

            if (!answer.Value.HasMore)
            {
                return (null, page);
            }
        }

        return (null, MaximumProbePages + 1);
    }

    /// <summary>Saves intent and marker, then sends the one POST.</summary>
    private async Task<(RemoteItem? Item, bool WasFound, Completion? Ending)> SendAsync(
        Reconciliation run, LocalRecord record, WritePermit permit, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var draft = run.Resource.DraftOf(record.Content);
        run.Link = run.Link with
        {
            LocalId = record.Id,
            Marker = run.Link.Marker ?? markers.Create(),
            Intent = new CreateIntent(
                run.Operation.Id, run.Link.Intent?.Since ?? now + clock.Current, now + _options.UnknownOutcomeWait, draft),
        };
        if (await queue.CheckpointAsync(run.Claim.Lease, run.Link, cancellationToken).ConfigureAwait(false) != CommitOutcome.Committed)
        {
            return (null, false, run.TakenOver());
        }

        run.BeginWrite(run.Link, sent: null);
        try
        {
            var repository = run.Repository with { ActingUserId = run.Link.CreatedAs };
            var answer = await run.Resource.CreateAsync(repository, run.ParentNumber, draft, run.Link, permit, cancellationToken).ConfigureAwait(false);
            clock.Observe(answer.GitHubNow, time.GetUtcNow());
            return (answer.Value, false, null);
        }
        catch (RemoteException failure) when (failure.Failure == RemoteFailure.OutcomeUnknown)
        {
            // What left before the answer was lost (a milestone, a token) took time too: the wait counts from now.
            run.Link = run.LinkIfUnsettled(time.GetUtcNow() + _options.UnknownOutcomeWait)!;
            return (null, false, Wait(run, "GitHub's answer to the creation was lost", failure));
        }
    }

    private static Completion Wait(Reconciliation run, string reason, RemoteException? failure)
    {
        var dueAt = run.Link.Intent!.SettledAt;
        var error = failure is null ? null : new OperationError("outcome_unknown", failure.Message, failure.HttpStatus);
        return run.Retry(
            SyncRule.Retry,
            $"{reason}; GitHub is searched for it at {RuleExplanation.Time(dueAt)}.",
            dueAt,
            error,
            spendsAttempt: failure is not null) with { Link = run.Link };
    }
}
