using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace GitSync;

/// <summary>Whether GitHub is written to.</summary>
public enum WriteMode
{
    /// <summary>It is.</summary>
    On,

    /// <summary>Not now: what would be written waits.</summary>
    Off,

    /// <summary>Not at all: what would be written is decided and recorded, and that is all. For trying a repository out.</summary>
    Shadow,
}

/// <summary>A switch as somebody set it.</summary>
/// <param name="Mode">Whether GitHub is written to.</param>
/// <param name="Reason">Why: a sentence, or null.</param>
/// <param name="By">Who set it, or null.</param>
/// <param name="At">When, UTC.</param>
public sealed record WriteSwitch(WriteMode Mode, string? Reason, string? By, DateTimeOffset At);

/// <summary>Switches writes to GitHub, for one repository or for all, on every host within seconds. Thread-safe.</summary>
public interface IWriteSwitches
{
    /// <summary>What holds for a repository: the strictest of the options, the switch for all, and its own.</summary>
    ValueTask<WriteSwitch> FindAsync(long repositoryId, CancellationToken cancellationToken = default);

    /// <summary>Switches that are not on, as they are stored, by repository; 0 stands for all of them. At most <see cref="OperationQuery.MaximumLimit"/>.</summary>
    Task<IReadOnlyDictionary<long, WriteSwitch>> ListOffAsync(CancellationToken cancellationToken = default);

    /// <summary>Sets a switch.</summary>
    /// <param name="repositoryId">The repository, or null for all.</param>
    /// <param name="mode">Whether GitHub is written to.</param>
    /// <param name="reason">Why: a sentence that people see where something waits; or null.</param>
    /// <param name="by">Who sets it, or null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task SetAsync(long? repositoryId, WriteMode mode, string? reason, string? by = null, CancellationToken cancellationToken = default);
}

/// <summary>The default switches: documents of shared state, known to a host for some seconds.</summary>
internal sealed class WriteSwitches(ISharedState shared, TimeProvider time, IOptions<GitSyncOptions> options) : IWriteSwitches
{
    private const string Prefix = "writes/";
    private const string OfAll = Prefix + "all";

    /// <summary>How long a switch that another host has set may go unnoticed.</summary>
    private static readonly TimeSpan RefreshEvery = TimeSpan.FromSeconds(5);

    /// <summary>More repositories than one host works for at a time; the others are read again.</summary>
    private const int MaximumKnown = 10_000;

    private readonly ConcurrentDictionary<string, (WriteSwitch Switch, DateTimeOffset ReadAt)> _known = new(StringComparer.Ordinal);

    public async ValueTask<WriteSwitch> FindAsync(long repositoryId, CancellationToken cancellationToken)
    {
        if (options.Value.Guards.Writes != WriteMode.On)
        {
            return new WriteSwitch(options.Value.Guards.Writes, "GitSync:Guards:Writes says so.", null, default);
        }

        var all = await ReadAsync(OfAll, cancellationToken).ConfigureAwait(false);
        return all.Mode != WriteMode.On ? all : await ReadAsync(NameOf(repositoryId), cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyDictionary<long, WriteSwitch>> ListOffAsync(CancellationToken cancellationToken)
    {
        var off = new Dictionary<long, WriteSwitch>();
        foreach (var (name, document) in await shared.ListStateAsync(Prefix, cancellationToken).ConfigureAwait(false))
        {
            if (Parse(document) is { Mode: not WriteMode.On } set)
            {
                off[long.TryParse(name.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0] = set;
            }
        }

        return off;
    }

    public async Task SetAsync(long? repositoryId, WriteMode mode, string? reason, string? by, CancellationToken cancellationToken)
    {
        var name = repositoryId is { } id ? NameOf(id) : OfAll;
        var set = new WriteSwitch(mode, reason, by, time.GetUtcNow());
        await shared.ChangeStateAsync(
            name, _ => JsonSerializer.SerializeToUtf8Bytes(set, GuardJson.Default.WriteSwitch), cancellationToken).ConfigureAwait(false);
        _known[name] = (set, time.GetUtcNow());
    }

    private static string NameOf(long repositoryId) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{repositoryId}");

    private async ValueTask<WriteSwitch> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_known.TryGetValue(name, out var known) && known.ReadAt + RefreshEvery > now)
        {
            return known.Switch;
        }

        if (_known.Count >= MaximumKnown)
        {
            _known.Clear();
        }

        var found = Parse(await shared.FindStateAsync(name, cancellationToken).ConfigureAwait(false));
        _known[name] = (found, now);
        return found;
    }

    /// <summary>A switch that cannot be read is off: nobody knows what it should say, and waiting does no harm.</summary>
    private static WriteSwitch Parse(byte[]? document)
    {
        try
        {
            return document is null
                ? new WriteSwitch(WriteMode.On, null, null, default)
                : JsonSerializer.Deserialize(document, GuardJson.Default.WriteSwitch)!;
        }
        catch (JsonException)
        {
            return new WriteSwitch(WriteMode.Off, "The stored switch cannot be read; set it again.", null, default);
        }
    }
}

[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(WriteSwitch))]
[JsonSerializable(typeof(RemovalBreaker))]
[JsonSerializable(typeof(Dictionary<long, LanePause>))]
internal sealed partial class GuardJson : JsonSerializerContext;
