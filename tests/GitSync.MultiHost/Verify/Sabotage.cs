namespace GitSync.MultiHost;

/// <summary>A way to damage good evidence.</summary>
/// <param name="Name">What a broken store or dispatcher would have done.</param>
/// <param name="NoticedAs">What the verifier must find.</param>
/// <param name="Do">Returns damaged evidence; null when there is no place for it.</param>
internal sealed record Damage(string Name, ViolationKind NoticedAs, Func<Evidence, Evidence?> Do);

/// <summary>Damages good evidence in every way that the verifier must notice: a verifier that cannot fail proves nothing.</summary>
internal static class Sabotage
{
    public static IReadOnlyList<Damage> All { get; } =
    [
        new("an accepted operation is not in the store", ViolationKind.Lost, StoreDamages.LoseOperation),
        new("an operation never ends", ViolationKind.Lost, StoreDamages.LeaveQueued),
        new("a cover had run before it could know", ViolationKind.Lost, QueueDamages.CoverTooEarly),
        new("a canceled operation names itself", ViolationKind.Lost, StoreDamages.LeadNowhere),
        new("an operation is in two states", ViolationKind.Twice, StoreDamages.ListTwice),
        new("a resource has two lanes", ViolationKind.Twice, StoreDamages.SplitLane),
        new("two runs of a lane overlap and both are committed", ViolationKind.Overlap, QueueDamages.OverlapRuns),
        new("GitHub's time goes back in a lane", ViolationKind.Order, QueueDamages.TurnTimeBack),
        new("a younger operation goes first", ViolationKind.Order, QueueDamages.JumpTheQueue),
        new("a fence is given to two workers", ViolationKind.Fence, QueueDamages.ReuseFence),
        new("an old fence is accepted", ViolationKind.Fence, QueueDamages.AcceptOldFence),
        new("a lane is taken from a worker that is alive", ViolationKind.Takeover, QueueDamages.StealLane),
        new("a refused run is in history", ViolationKind.Torn, QueueDamages.RefuseCommitted),
        new("a committed run is not in history", ViolationKind.Torn, StoreDamages.ForgetCommitted),
        new("a follow-up was not saved with its completion", ViolationKind.Torn, StoreDamages.LoseFollowUp),
        new("a count is wrong", ViolationKind.Rest, StoreDamages.Miscount),
    ];

    /// <summary>How many damages the verifier does not notice; each is said.</summary>
    public static int Unnoticed(Evidence evidence, Action<string> say)
    {
        var (missed, before) = (0, Verifier.Judge(evidence).Counts);
        foreach (var damage in All)
        {
            var noticed = damage.Do(evidence) is not { } damaged ? "no place for it in this run"
                : Notices(damaged, damage) ? "noticed" : null;
            missed += noticed is null ? 1 : 0;
            say($"  broken on purpose: {damage.Name}: {noticed ?? "NOT NOTICED"}");
        }

        return missed;

        bool Notices(Evidence damaged, Damage damage) =>
            Verifier.Judge(damaged).Counts.GetValueOrDefault(damage.NoticedAs) > before.GetValueOrDefault(damage.NoticedAs);
    }
}
