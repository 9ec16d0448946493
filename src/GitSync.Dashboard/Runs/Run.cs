using System.Text.Json;
using System.Text.Json.Serialization;

namespace GitSync.Dashboard.Runs;

/// <summary>What is done to each operation of a run.</summary>
internal enum RunAction
{
    /// <summary>It is queued again.</summary>
    Retry,

    /// <summary>It is taken out of the queue.</summary>
    Cancel,
}

/// <summary>How far a run is.</summary>
internal enum RunState
{
    /// <summary>A host works on it.</summary>
    Running,

    /// <summary>Everything was looked at.</summary>
    Finished,

    /// <summary>A person stopped it; it can go on.</summary>
    Stopped,

    /// <summary>Its host stopped, or the store was away for too long; it can go on.</summary>
    Interrupted,
}

/// <summary>An action on all operations that match a search, done in the background. A document of shared state; what changes it is pure.</summary>
internal sealed record Run
{
    /// <summary>A portion takes seconds.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(1);

    /// <summary>UUID version 7.</summary>
    public required Guid Id { get; init; }

    public required RunAction Action { get; init; }

    /// <summary>What is looked for, as qualifiers.</summary>
    public required string Query { get; init; }

    /// <summary>Who started it.</summary>
    public required string Actor { get; init; }

    /// <summary>Who let it go on, or null: from then on it acts in their name.</summary>
    public string? ResumedBy { get; init; }

    /// <summary>In whose name it acts.</summary>
    [JsonIgnore]
    public string ActsFor => ResumedBy ?? Actor;

    public string? Reason { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How many there were when it was confirmed.</summary>
    public required long Expected { get; init; }

    /// <summary>The host's work on it: another one that takes it over writes its own.</summary>
    public required Guid Owner { get; init; }

    public RunState State { get; init; }

    /// <summary>Where it goes on: only operations with a smaller id are left to do. At first the moment of its confirmation: what came later is left alone.</summary>
    public required Guid Cursor { get; init; }

    public long Done { get; init; }

    /// <summary>Operations that were in another state by the time they were reached.</summary>
    public long Skipped { get; init; }

    /// <summary>When it last came forward.</summary>
    public required DateTimeOffset MovedAt { get; init; }

    /// <summary>Why it was interrupted, or null.</summary>
    public string? Error { get; init; }

    /// <summary>Whether nobody seems to work on it although it should run: its host died.</summary>
    public bool IsAbandoned(DateTimeOffset now) => State == RunState.Running && now - MovedAt > Silence;

    /// <summary>The state of what it can be done to.</summary>
    [JsonIgnore]
    public OperationState Needs => StateFor(Action);

    /// <summary>The state of what an action can be done to.</summary>
    public static OperationState StateFor(RunAction action) => action == RunAction.Retry ? OperationState.Errored : OperationState.Queued;

    public bool CanResume(DateTimeOffset now) => State is RunState.Stopped or RunState.Interrupted || IsAbandoned(now);

    /// <summary>The document, or null where there is none or it cannot be read.</summary>
    public static Run? Read(byte[]? document)
    {
        try
        {
            return document is null ? null : JsonSerializer.Deserialize(document, RunJson.Default.Run);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, RunJson.Default.Run);
}

[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(Run))]
internal sealed partial class RunJson : JsonSerializerContext;
