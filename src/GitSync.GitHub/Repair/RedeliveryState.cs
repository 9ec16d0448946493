using System.Text.Json;
using System.Text.Json.Serialization;

namespace GitSync.GitHub;

/// <summary>How far failed deliveries have been looked after. Immutable; its moves are pure.</summary>
internal sealed record RedeliveryState
{
    /// <summary>How often one delivery is asked for again: what our own answer refuses five times it will refuse for ever.</summary>
    public const int MaximumTries = 5;

    /// <summary>Deliveries whose tries are remembered, the newest ones: what one look asks for, and what fits into a document of shared state.</summary>
    public const int MaximumRemembered = 1_000;

    /// <summary>Attempts show up in the list late, and a redelivery needs a moment.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(10);

    /// <summary>The wait after the first try, doubling: GitHub sends it some time later, and a host that was down needs a while.</summary>
    private static readonly TimeSpan FirstWait = TimeSpan.FromMinutes(4);

    /// <summary>Whose turn it is, and when.</summary>
    public Turn Turn { get; init; } = new();

    /// <summary>All attempts before this time have been looked after, by GitHub's clock.</summary>
    public DateTimeOffset CheckedUntil { get; init; }

    /// <summary>The last attempt that an unfinished look has come to; 0 when the last one was finished.</summary>
    public long ContinueAfter { get; init; }

    /// <summary>Deliveries that were asked for again, and how often; oldest first.</summary>
    public IReadOnlyList<Tried> Asked { get; init; } = [];

    /// <summary>How many were asked for again in all.</summary>
    public long Redelivered { get; init; }

    /// <summary>What the last failure said, or null.</summary>
    public string? Error { get; init; }

    /// <summary>From when on attempts are looked at: those since the last look, and those of deliveries that are still waited for.</summary>
    public DateTimeOffset From(DateTimeOffset now)
    {
        var waiting = Asked.Where(tried => tried.Times < MaximumTries).Select(tried => DateTimeOffset.FromUnixTimeSeconds(tried.At));
        var since = waiting.Append(CheckedUntil).Min();
        return since > now - DeliveryAttempts.Kept + Overlap ? since - Overlap : now - DeliveryAttempts.Kept;
    }

    /// <summary>A look has come to its end.</summary>
    /// <param name="failed">Deliveries that still have not arrived; the others need not be remembered.</param>
    /// <param name="now">The time.</param>
    public RedeliveryState Finish(IReadOnlySet<Guid> failed, DateTimeOffset now) => this with
    {
        CheckedUntil = now,
        ContinueAfter = 0,
        Asked = [.. Asked.Where(tried => failed.Contains(tried.Delivery) && tried.At > (now - DeliveryAttempts.Kept).ToUnixTimeSeconds())],
    };

    /// <summary>Whether a delivery may be asked for once more.</summary>
    public bool MayAsk(Guid delivery, DateTimeOffset now) => Asked.FirstOrDefault(tried => tried.Delivery == delivery) is not { } before
        || (before.Times < MaximumTries && now.ToUnixTimeSeconds() - before.At >= FirstWait.TotalSeconds * Math.Pow(2, before.Times - 1));

    /// <summary>Deliveries were asked for again.</summary>
    public RedeliveryState Ask(IReadOnlyCollection<Guid> deliveries, DateTimeOffset now)
    {
        var times = Asked.ToDictionary(tried => tried.Delivery, tried => tried.Times);
        HashSet<Guid> asked = [.. deliveries];
        IEnumerable<Tried> after =
        [
            .. Asked.Where(tried => !asked.Contains(tried.Delivery)),
            .. deliveries.Select(delivery => new Tried(delivery, times.GetValueOrDefault(delivery) + 1, now.ToUnixTimeSeconds())),
        ];
        return this with { Asked = [.. after.TakeLast(MaximumRemembered)], Redelivered = Redelivered + deliveries.Count };
    }

    /// <summary>The document; one that cannot be read counts as none: three days are looked through once more.</summary>
    public static RedeliveryState Read(byte[]? document)
    {
        try
        {
            return document is null ? new RedeliveryState() : JsonSerializer.Deserialize(document, RedeliveryJson.Default.RedeliveryState) ?? new RedeliveryState();
        }
        catch (JsonException)
        {
            return new RedeliveryState();
        }
    }

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, RedeliveryJson.Default.RedeliveryState);

    /// <summary>A delivery that was asked for again. Short names: there may be a thousand.</summary>
    /// <param name="Delivery">Its GUID.</param>
    /// <param name="Times">How often.</param>
    /// <param name="At">When last, in seconds since 1970.</param>
    internal sealed record Tried(
        [property: JsonPropertyName("d")] Guid Delivery, [property: JsonPropertyName("n")] int Times, [property: JsonPropertyName("t")] long At);
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(RedeliveryState))]
internal sealed partial class RedeliveryJson : JsonSerializerContext;
