using System.Text.Json;
using System.Text.Json.Serialization;

namespace GitSync;

/// <summary>Which resumption of a repository's sync was dealt with, and how far the look after the next one has come. Immutable; its moves are pure.</summary>
internal sealed record ReviewState
{
    /// <summary>The <see cref="Connection.Resumptions"/> after which everything was looked at.</summary>
    public int Reviewed { get; init; }

    /// <summary>The one that is being dealt with; the same one when nothing is.</summary>
    public int Target { get; init; }

    /// <summary>The last lane that was looked at.</summary>
    public long After { get; init; }

    /// <summary>Whose turn it is.</summary>
    public Turn Turn { get; init; } = new();

    /// <summary>Whether there is something to look at.</summary>
    public bool IsDue(int resumptions) => Reviewed != resumptions || Target != resumptions;

    /// <summary>A host notes that sync began anew, or takes the look when it is time; null when neither is its turn.</summary>
    public ReviewState? Take(int resumptions, string host, DateTimeOffset now, TimeSpan settle, TimeSpan heldFor) => this switch
    {
        _ when !IsDue(resumptions) => null,
        _ when Target != resumptions => new ReviewState { Reviewed = Reviewed, Target = resumptions, Turn = new Turn { NextAt = now + settle } },
        _ when Turn.IsFree(now) => this with { Turn = Turn.Take(host, now + heldFor) },
        _ => null,
    };

    /// <summary>All was looked at.</summary>
    public ReviewState End(DateTimeOffset now) => new() { Reviewed = Target, Target = Target, Turn = Turn.Release(now) };

    /// <summary>Without a document nothing was ever looked at, and nothing had to be. One that cannot be read begins anew.</summary>
    public static ReviewState Read(byte[]? document)
    {
        try
        {
            return document is null ? new ReviewState() : JsonSerializer.Deserialize(document, ReviewJson.Default.ReviewState) ?? new ReviewState();
        }
        catch (JsonException)
        {
            return new ReviewState();
        }
    }

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, ReviewJson.Default.ReviewState);
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ReviewState))]
internal sealed partial class ReviewJson : JsonSerializerContext;
