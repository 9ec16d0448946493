using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GitSync;

/// <summary>A person's choice between two values.</summary>
/// <param name="Field">The field.</param>
/// <param name="Side">Whose value stays.</param>
/// <param name="Values">A hash of the two values: the choice holds for these alone.</param>
internal sealed record FieldDecision(string Field, SyncSide Side, string Values)
{
    public static FieldDecision Of(FieldConflict conflict, SyncSide side) => new(conflict.Field, side, HashOf(conflict));

    public bool IsAbout(FieldConflict conflict) => conflict.Field == Field && HashOf(conflict) == Values;

    private static string HashOf(FieldConflict conflict) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"{conflict.WinningValue?.Length ?? -1}:{conflict.WinningValue}{conflict.LosingValue?.Length ?? -1}:{conflict.LosingValue}"))));
}

/// <summary>
/// Decisions on their way to the operation that carries them out: a small document of shared state per lane, from the decision until both sides have been
/// written. Kept beside the queue, so that a newer edit that covers the operation does not cover the decision. Thread-safe.
/// </summary>
internal sealed class ConflictDecisions(ISharedState shared, RemoteReading reading)
{
    /// <summary>Adds a decision; one on the same field is replaced.</summary>
    public Task AddAsync(long laneId, FieldDecision decision, CancellationToken cancellationToken) => shared.ChangeStateAsync(
        NameOf(laneId),
        stored => JsonSerializer.SerializeToUtf8Bytes(
            [.. Read(stored).Where(known => known.Field != decision.Field), decision], DecisionJson.Default.FieldDecisionArray),
        cancellationToken);

    /// <summary>Reconciles under what people have decided and asked for, and says so.</summary>
    /// <remarks>
    /// Removed only after both sides were written: a host that dies in between finds equal values the next time, so a decision is neither lost nor
    /// carried out twice.
    /// </remarks>
    public async Task<Completion> RunAsync(
        Reconciliation run, Func<Reconciliation, CancellationToken, Task<Completion>> reconcile, CancellationToken cancellationToken)
    {
        if (run.Claim.Link.Undecided is not { Count: > 0 } undecided)
        {
            return Told(run.Operation.Cause, await reconcile(run, cancellationToken).ConfigureAwait(false));
        }

        var name = NameOf(run.Claim.Lane.Id);
        var stored = Read(await shared.FindStateAsync(name, cancellationToken).ConfigureAwait(false));
        FieldDecision[] taken = [.. stored.Where(decision => undecided.Any(decision.IsAbout))];
        if (taken.Length > 0)
        {
            run.Link = Apply(run.Link, taken);
            run.MustRead();
        }

        var completion = await reconcile(run, cancellationToken).ConfigureAwait(false);
        if (stored.Length > 0 && completion.State == OperationState.Completed)
        {
            await shared.ChangeStateAsync(
                name, document => Read(document).SequenceEqual(stored) ? null : document, cancellationToken).ConfigureAwait(false);
        }

        return taken.Length > 0 && completion is { State: OperationState.Dropped, Rule: SyncRule.Outdated, FollowUp: null }
            ? completion with { FollowUp = reading.Refresh(run.Operation, null) } // It covered the operation of the decision, and brought nothing itself.
            : Told(run.Operation.Cause ?? SentenceOf(taken), completion);
    }

    /// <summary>What the side that was not chosen holds counts as agreed, so that the chosen side's value is the only change. Pure.</summary>
    internal static LaneLink Apply(LaneLink link, IReadOnlyCollection<FieldDecision> decisions)
    {
        foreach (var decision in decisions)
        {
            // Of a conflict that waits, the "winning" value is GitHub's.
            if (link is { Base: { } agreed, Undecided: { } undecided } && undecided.FirstOrDefault(decision.IsAbout) is { } conflict
                && ContentFields.Of(agreed.Content).FirstOrDefault(field => field.Name == decision.Field)
                    ?.With(agreed.Content, decision.Side == SyncSide.App ? conflict.WinningValue : conflict.LosingValue) is { } content)
            {
                link = link with { Base = agreed with { Content = content } };
            }
        }

        return link;
    }

    private static Completion Told(string? cause, Completion completion) =>
        cause is null ? completion : completion with { Explanation = $"{cause} {completion.Explanation}" };

    private static string? SentenceOf(FieldDecision[] taken) => taken.Length == 0
        ? null
        : $"A person chose {string.Join(", ", taken.Select(decision => $"{(decision.Side == SyncSide.App ? "the record's" : "GitHub's")} {decision.Field}"))}.";

    private static string NameOf(long laneId) => string.Create(CultureInfo.InvariantCulture, $"decisions/{laneId}");

    /// <summary>One that cannot be read counts as none: the field waits, and can be decided again.</summary>
    private static FieldDecision[] Read(byte[]? document)
    {
        try
        {
            return document is null ? [] : JsonSerializer.Deserialize(document, DecisionJson.Default.FieldDecisionArray) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}

[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(FieldDecision[]))]
internal sealed partial class DecisionJson : JsonSerializerContext;
