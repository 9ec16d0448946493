namespace GitSync.Simulation;

/// <summary>Mistakes that the simulation has to find, each with the promise it breaks. docs/testing.md lists them with what found them.</summary>
internal static class MutantList
{
    private const string Rules = "src/GitSync.Core/Rules/ConflictRules.cs";
    private const string Reading = "src/GitSync.Core/Processing/RemoteReading.cs";
    private const string Creation = "src/GitSync.Core/Processing/GitHubCreation.cs";
    private const string Merging = "src/GitSync.Core/Processing/Merging.cs";
    private const string Transitions = "src/GitSync.Core/Lanes/LaneTransitions.cs";
    private const string Work = "src/GitSync.Testing/Storage/InMemoryWork.cs";
    private const string Store = "src/GitSync.Testing/Storage/InMemorySyncStore.cs";

    public static IReadOnlyList<Mutant> All { get; } =
    [
        // One committing worker per lane.
        new("no-fence", Work, "lane.Worker == lease.WorkerId && lane.State.Fence == lease.Fence ? lane : null", "lease.LaneId > 0 ? lane : null"),
        new("fence-stands-still", Transitions, "Fence = lane.Fence + 1 }", "Fence = lane.Fence }"),

        // At most one object for a record, and one record for an object.
        new("no-probe", Creation, "if (run.Link.Intent is not null)", "if (run.Link.Intent is { Draft: null })"),
        new("probe-at-once", Creation, "if (time.GetUtcNow() < intent.SettledAt)", "if (time.GetUtcNow() < intent.Since)"),
        new("post-before-intent", Creation, "if (await queue.CheckpointAsync(run.Claim.Lease, run.Link, cancellationToken).ConfigureAwait(false) != CommitOutcome.Committed)", "if (queue is null)"),
        new("creation-key-of-the-try", "src/GitSync.Core/Processing/Reconciliation.cs", "\"gitsync:creation:\" + name.Value", "\"gitsync:creation:\" + name.Value + Operation.Attempts"),

        // Deleted is deleted, and a 404 alone is not.
        new("404-is-gone", Reading, "if (run.Operation.Remote is not { IsPartial: false } payload)\n        {", "if (run.Operation.Remote is not { IsPartial: false } payload)\n        {\n            return new RemoteSighting(null, true, null, Ended(run, moved: false));"),
        new("no-tombstone", Transitions, "lane = lane with { Tombstone = new Tombstone(accepted.Id, side, accepted.CreatedAt) };", "_ = side;"),
        new("comment-needs-no-task", "src/GitSync.Core/Lanes/LaneState.cs", "ParentId is not null && !ParentIsLinked && ParentTombstone is null", "ParentId is < 0"),

        // GitHub's whole seconds and its replicas.
        new("older-is-newer", Rules, "if (watermark is { } newest && newest.UpdatedAt > time)", "if (watermark is { } newest && newest.UpdatedAt < time)"),
        new("same-second-is-old", Rules, "if (watermark is { } same && same.UpdatedAt == time && arrival.Hash is not null && same.Hash == arrival.Hash)", "if (watermark is { } same && same.UpdatedAt == time)"),
        new("never-reads", Reading, "|| (!operation.Fetch && (agreed is null", "|| (!operation.EndsResource && (agreed is null"),

        // No edit is lost without a word.
        new("base-never-moves", Merging, "link with { Base = run.BaseOf(remote, WithSetsOf(merge.Agreed, remote.Content)) }, merge.Conflicts)", "link, merge.Conflicts)"),
        new("conflict-not-noted", Merging, "if (untold.SequenceEqual(run.Link.Untold ?? []))", "if (untold.Count >= 0)"),
        new("writes-what-it-did-not-read", Merging, "if (!wasRead && merge.GitHub != remote.Content)", "if (!wasRead && merge.GitHub == null)"),
        new("failed-news-stays-known", Transitions, "return new Ending(ended, heard ? after : Forget(after, ended.Id));", "return new Ending(ended, heard ? after : after);"),
        new("stale-counts-as-written", Merging, "switch (written?.Status)", "switch (written?.Status == RecordWriteStatus.Stale ? null : written?.Status)"),

        // Everything ends, or is due.
        new("nobody-is-rescued", Store, "Rescue(work, now);", "_ = now;"),
        new("nothing-is-looked-at-again", "src/GitSync.Core/Repair/LaneReview.cs", ".Where(WasRefused))", ".Where(lane => lane.Id < 0))"),

        // Who may speak for what.
        new("same-guid-twice", Store, "&& !_tables.Deliveries.TryAdd(delivery.Id, delivery with", "&& !_tables.Deliveries.TryAdd(Guid.CreateVersion7(), delivery with"),
        new("any-signature", "src/GitSync.GitHub/Webhooks/WebhookSignature.cs", "held = CryptographicOperations.FixedTimeEquals(claimed, actual) ? tried : held;", "held = tried;"),
        new("any-installation", "src/GitSync.Core/Connections/Connection.cs", "claimedInstallationId is null || InstallationId is null || claimedInstallationId == InstallationId;", "claimedInstallationId is null or not 0;"),
        new("one-token-for-all", "src/GitSync.GitHub/Api/AppAuthentication.cs", "var kept = _cache.Find(scope);", "var kept = _cache.Find(default);"),
        new("token-in-the-log", "src/GitSync.GitHub/Api/GitHubApi.cs", "var failure = RemoteFailures.From(exception, request, time.GetUtcNow());", "var failure = RemoteFailures.From(exception, request with { Path = request.Path + token }, time.GetUtcNow());"),
    ];
}
