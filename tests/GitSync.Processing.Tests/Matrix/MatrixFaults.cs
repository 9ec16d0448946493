using GitSync.Testing;
using GitSync.Testing.Simulator;

namespace GitSync.Processing.Tests;

/// <summary>What goes wrong while a change is carried over.</summary>
public enum Fault
{
    None,
    WebhooksLost,
    WebhooksDoubled,
    WebhookOvertaken,
    WebhooksRedeliveredUnderNewGuids,
    AnswerLostAfterApplying,
    AnswerAndWebhooksLost,
    AnswerTimedOutBeforeApplying,
    ServerErrorBeforeApplying,
    ServerErrorAfterApplying,
    SecondaryLimitAs403,
    LimitAs429,
    ReplicasLagBehind,
    NotFoundAtFirst,
    AnswerTruncated,
    HostDiesAfterClaiming,
    HostDiesBeforeCommitting,
}

/// <summary>Lets one fault happen around a change, and makes sure that it did.</summary>
internal sealed class MatrixFaults(SyncHarness sync, MatrixChanges changes, Change change, SyncSide side, Fault fault)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    /// <summary>Whether a fault can meet the change: a 404 needs a request that reads.</summary>
    public static bool CanMeet(Fault fault, Change change, SyncSide side) => fault != Fault.NotFoundAtFirst || side == SyncSide.GitHub
        || change is not (Change.Created or Change.CommentAdded or Change.CommentOfHereDeleted or Change.CommentOfThereDeleted or Change.Deleted);

    /// <summary>Before the change.</summary>
    public void Begin()
    {
        var faults = sync.GitHub.Faults;
        switch (fault)
        {
            case Fault.WebhooksLost:
                faults.VanishWebhook = 1;
                break;
            case Fault.WebhooksDoubled:
                faults.DoubleWebhook = 1;
                break;
            case Fault.WebhookOvertaken:
                faults.DelayNextWebhook(TimeSpan.FromMinutes(1), webhook => webhook.Event is "issues" or "pull_request" or "issue_comment");
                if (change != Change.Created)
                {
                    changes.ChangeBefore(change);
                    sync.Clock.Advance(TimeSpan.FromSeconds(2));
                }

                break;
            case Fault.AnswerLostAfterApplying:
                faults.LoseNextAnswer(IsHit);
                break;
            case Fault.AnswerAndWebhooksLost:
                // Where no webhook rings, only a look reads.
                faults.LoseNextAnswer(IsHit);
                faults.VanishWebhook = 1;
                break;
            case Fault.AnswerTimedOutBeforeApplying:
                faults.TimeOutNext(applied: false, IsHit);
                break;
            case Fault.ServerErrorBeforeApplying:
                faults.FailNextBeforeApplying(502, IsHit);
                break;
            case Fault.ServerErrorAfterApplying:
                faults.FailNextAfterApplying(500, IsHit);
                break;
            case Fault.SecondaryLimitAs403:
                faults.RefuseNext(403, RetryAfter(60), match: IsHit);
                break;
            case Fault.LimitAs429:
                faults.RefuseNext(429, RetryAfter(90), match: IsHit);
                break;
            case Fault.ReplicasLagBehind:
                faults.ReadLag = TimeSpan.FromSeconds(3);
                break;
            case Fault.NotFoundAtFirst:
                faults.RefuseNext(404, null, "Not Found", IsRead, times: 2);
                break;
            case Fault.AnswerTruncated:
                faults.TruncateNextAnswer(IsHit);
                break;
        }
    }

    /// <summary>After the change, until everything has come to rest.</summary>
    public async Task EndAsync()
    {
        switch (fault)
        {
            case Fault.HostDiesAfterClaiming or Fault.HostDiesBeforeCommitting:
                await DieAsync(processing: fault == Fault.HostDiesBeforeCommitting);
                break;
            case Fault.WebhookOvertaken:
                await sync.GitHub.DrainAsync();
                await sync.DrainAsync(deliverWebhooks: false);
                await sync.GitHub.DrainAsync();
                await sync.DrainAsync(deliverWebhooks: false);
                sync.GitHub.PendingWebhooks.Should().Be(1, "one is still on its way");
                sync.Clock.Advance(TimeSpan.FromMinutes(2));
                break;
            case Fault.ServerErrorAfterApplying or Fault.AnswerTruncated when side == SyncSide.App:
                // The webhook of our own write would tell what the answer did not: it comes late.
                await sync.DrainAsync(deliverWebhooks: false);
                break;
        }

        await sync.DrainAsync();
        if (fault is not (Fault.None or Fault.WebhooksRedeliveredUnderNewGuids or Fault.ReplicasLagBehind
            or Fault.HostDiesAfterClaiming or Fault.HostDiesBeforeCommitting))
        {
            sync.GitHub.Faults.Injected().Should().NotBeEmpty("else the fault did not happen");
        }

        sync.GitHub.Faults.Clear();
        if (fault == Fault.WebhooksRedeliveredUnderNewGuids)
        {
            foreach (var delivery in sync.GitHub.GetDeliveries())
            {
                sync.GitHub.Redeliver(delivery.Webhook.Id);
            }

            await sync.DrainAsync();
        }
    }

    /// <summary>What is done here is hit when it is written there; what is done there is hit when it is read.</summary>
    private bool IsHit(SimulatorRequest request) => side == SyncSide.App
        ? request.Method != "GET" && !request.Path.EndsWith("/access_tokens", StringComparison.Ordinal)
        : IsRead(request);

    private static bool IsRead(SimulatorRequest request) => request.Method == "GET";

    private static Dictionary<string, string> RetryAfter(int seconds) => new()
    {
        ["retry-after"] = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    private async Task DieAsync(bool processing)
    {
        await sync.GitHub.DrainAsync();
        var claimed = (await sync.Store.WorkAsync([], new ClaimRequest("dying", 10, Lease))).Claimed;
        claimed.Should().NotBeEmpty();
        foreach (var claim in processing ? claimed : [])
        {
            await sync.Processor.ProcessAsync(claim, CancellationToken.None);
        }

        sync.Clock.Advance(Lease + TimeSpan.FromMinutes(1));
    }
}
