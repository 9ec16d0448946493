using System.Text.Json;

namespace GitSync;

/// <summary>A lane that a person has paused.</summary>
/// <param name="Reason">Why, or null.</param>
/// <param name="By">Who, or null.</param>
/// <param name="At">When, UTC.</param>
public sealed record LanePause(string? Reason, string? By, DateTimeOffset At);

/// <summary>
/// Pauses single lanes, on every host within seconds: what comes for them is kept and waits, without spending an attempt. For many lanes there are the
/// repository's switch and <see cref="IWriteSwitches"/>. Thread-safe.
/// </summary>
public interface ILanePauses
{
    /// <summary>The most lanes that are paused at a time.</summary>
    const int Maximum = 40;

    /// <summary>The longest reason and the longest name, in characters; longer ones are cut.</summary>
    const int MaximumTextLength = 100;

    /// <summary>A lane's pause as this host knows it, or null.</summary>
    ValueTask<LanePause?> FindAsync(long laneId, CancellationToken cancellationToken = default);

    /// <summary>All paused lanes as they are stored.</summary>
    Task<IReadOnlyDictionary<long, LanePause>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Pauses a lane; what runs at this moment still ends.</summary>
    /// <returns>False when <see cref="Maximum"/> others are paused already.</returns>
    Task<bool> PauseAsync(long laneId, string? reason, string? by = null, CancellationToken cancellationToken = default);

    /// <summary>Lets a lane go on; what waits is tried again within a minute.</summary>
    Task ResumeAsync(long laneId, CancellationToken cancellationToken = default);
}

/// <summary>The default: one document of shared state, known to a host for some seconds.</summary>
internal sealed class LanePauses(ISharedState shared, TimeProvider time) : ILanePauses
{
    /// <summary>How long what is paused waits before it is looked at again.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromMinutes(1);

    private const string Name = "pauses";

    /// <summary>How long a pause that another host has set may go unnoticed.</summary>
    private static readonly TimeSpan RefreshEvery = TimeSpan.FromSeconds(5);

    private volatile Known? _known;

    public static string Sentence(LanePause pause) =>
        $"Waiting: its lane is paused{(pause.By is null ? "" : " by " + pause.By)} since {RuleExplanation.Time(pause.At)}{(pause.Reason is null ? "." : ": " + pause.Reason)}";

    public async ValueTask<LanePause?> FindAsync(long laneId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_known is not { } known || known.ReadAt + RefreshEvery <= now)
        {
            known = Keep(await shared.FindStateAsync(Name, cancellationToken).ConfigureAwait(false), now);
        }

        return known.Pauses.GetValueOrDefault(laneId);
    }

    public async Task<IReadOnlyDictionary<long, LanePause>> ListAsync(CancellationToken cancellationToken) =>
        Keep(await shared.FindStateAsync(Name, cancellationToken).ConfigureAwait(false), time.GetUtcNow()).Pauses;

    public async Task<bool> PauseAsync(long laneId, string? reason, string? by, CancellationToken cancellationToken)
    {
        var pause = new LanePause(Cut(reason), Cut(by), time.GetUtcNow());
        return await ChangeAsync(
            pauses => pauses.ContainsKey(laneId) || pauses.Count < ILanePauses.Maximum ? new Dictionary<long, LanePause>(pauses) { [laneId] = pause } : pauses,
            cancellationToken).ConfigureAwait(false) is var known && known.Pauses.ContainsKey(laneId);
    }

    public Task ResumeAsync(long laneId, CancellationToken cancellationToken) =>
        ChangeAsync(pauses => new Dictionary<long, LanePause>(pauses.Where(each => each.Key != laneId)), cancellationToken);

    private async Task<Known> ChangeAsync(
        Func<Dictionary<long, LanePause>, Dictionary<long, LanePause>> change, CancellationToken cancellationToken) => Keep(
            await shared.ChangeStateAsync(
                Name,
                stored => JsonSerializer.SerializeToUtf8Bytes(change(Parse(stored)), GuardJson.Default.DictionaryInt64LanePause),
                cancellationToken).ConfigureAwait(false),
            time.GetUtcNow());

    private Known Keep(byte[]? document, DateTimeOffset now) => _known = new Known(Parse(document), now);

    private static string? Cut(string? text) => text?.Length > ILanePauses.MaximumTextLength ? text[..ILanePauses.MaximumTextLength] : text;

    /// <summary>A document that cannot be read pauses nothing: with nobody to see why, work must not stand still.</summary>
    private static Dictionary<long, LanePause> Parse(byte[]? document)
    {
        try
        {
            return document is null ? [] : JsonSerializer.Deserialize(document, GuardJson.Default.DictionaryInt64LanePause) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private sealed record Known(Dictionary<long, LanePause> Pauses, DateTimeOffset ReadAt);
}
