using System.Text.Json.Serialization;

namespace GitSync;

/// <summary>
/// Whose turn a chore is that all hosts share: part of the chore's document in <see cref="ISharedState"/>. Whoever writes its name into it while it
/// is free has it. Immutable; pure.
/// </summary>
public sealed record Turn
{
    /// <summary>When the chore is due, UTC.</summary>
    public DateTimeOffset NextAt { get; init; }

    /// <summary>The host that is at it, or null.</summary>
    public string? Host { get; init; }

    /// <summary>Until when that host may be silent; later it has died.</summary>
    public DateTimeOffset HeldUntil { get; init; }

    /// <summary>When it is worth asking again.</summary>
    [JsonIgnore]
    public DateTimeOffset AskAt => Host is null || NextAt > HeldUntil ? NextAt : HeldUntil;

    /// <summary>Whether a host may take it now.</summary>
    public bool IsFree(DateTimeOffset now) => NextAt <= now && (Host is null || HeldUntil <= now);

    /// <summary>A host takes it, or goes on with it.</summary>
    public Turn Take(string host, DateTimeOffset until) => this with { Host = host, HeldUntil = until };

    /// <summary>Nobody is at it; it is due then.</summary>
    public Turn Release(DateTimeOffset nextAt) => new() { NextAt = nextAt };
}
