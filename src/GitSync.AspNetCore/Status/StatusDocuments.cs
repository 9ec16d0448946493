using System.Text.Json;
using System.Text.Json.Serialization;

namespace GitSync.AspNetCore;

/// <summary>Counts per state. Serialised flat, with camel-case names.</summary>
internal sealed record SummaryDocument(
    long Queued,
    long Processing,
    long Completed,
    long Errored,
    long Canceled,
    long Dropped,
    long Duplicate,
    long Disabled,
    double? OldestQueuedSeconds)
{
    public static SummaryDocument Of(QueueSummary summary, DateTimeOffset now) => new(
        summary.Counts[OperationState.Queued],
        summary.Counts[OperationState.Processing],
        summary.Counts[OperationState.Completed],
        summary.Counts[OperationState.Errored],
        summary.Counts[OperationState.Canceled],
        summary.Counts[OperationState.Dropped],
        summary.Counts[OperationState.Duplicate],
        summary.Counts[OperationState.Disabled],
        summary.OldestQueuedAt is { } oldest ? Math.Round(Math.Max(0, (now - oldest).TotalSeconds), 3) : null);
}

/// <summary>One operation.</summary>
internal sealed record OperationDocument
{
    public required Guid Id { get; init; }

    public required string Kind { get; init; }

    public required string Direction { get; init; }

    public required string Action { get; init; }

    public required string State { get; init; }

    public string? Rule { get; init; }

    public string? Explanation { get; init; }

    public long LaneId { get; init; }

    public long RepositoryId { get; init; }

    public long? InstallationId { get; init; }

    public string? TaskId { get; init; }

    public string? CommentId { get; init; }

    public int? IssueNumber { get; init; }

    [JsonPropertyName("githubCommentId")]
    public long? GitHubCommentId { get; init; }

    [JsonPropertyName("githubUpdatedAt")]
    public string? GitHubUpdatedAt { get; init; }

    public DateTimeOffset? RecordModifiedAt { get; init; }

    public Guid? DeliveryId { get; init; }

    public Guid? CanceledBy { get; init; }

    public Guid? DuplicateOf { get; init; }

    public Guid? DroppedFor { get; init; }

    public int Attempts { get; init; }

    public DateTimeOffset? DueAt { get; init; }

    public OperationError? Error { get; init; }

    public bool Fetch { get; init; }

    public string? Actor { get; init; }

    public IReadOnlyList<FieldConflict> Conflicts { get; init; } = [];

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public static OperationDocument Of(SyncOperation operation) => new()
    {
        Id = operation.Id,
        Kind = Name(operation.Kind),
        Direction = Name(operation.Direction),
        Action = Name(operation.Action),
        State = operation.State.Name(),
        Rule = operation.Rule?.ToString(),
        Explanation = operation.Explanation,
        LaneId = operation.LaneId,
        RepositoryId = operation.RepositoryId,
        InstallationId = operation.GitHubAppInstallationId,
        TaskId = (operation as TaskSyncOperation)?.TaskId,
        CommentId = (operation as CommentSyncOperation)?.CommentId,
        IssueNumber = (operation as TaskSyncOperation)?.IssueNumber ?? (operation as CommentSyncOperation)?.Comment?.IssueNumber,
        GitHubCommentId = (operation as CommentSyncOperation)?.GitHubCommentExternalId,
        GitHubUpdatedAt = operation.GitHubUpdatedAt?.ToString(),
        RecordModifiedAt = operation.RecordModifiedAt,
        DeliveryId = operation.DeliveryId,
        CanceledBy = operation.CanceledBy,
        DuplicateOf = operation.DuplicateOf,
        DroppedFor = operation.DroppedFor,
        Attempts = operation.Attempts,
        DueAt = operation.DueAt,
        Error = operation.Error,
        Fetch = operation.Fetch,
        Actor = operation.Actor,
        Conflicts = operation.Conflicts,
        CreatedAt = operation.CreatedAt,
        StartedAt = operation.StartedAt,
        EndedAt = operation.EndedAt,
    };

    /// <summary>An enumeration's value as documents show it.</summary>
    public static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}

/// <summary>How a record stands with GitHub.</summary>
internal sealed record StatusDocument(string Status, string Explanation, string? Url)
{
    public static StatusDocument Of(SyncStatus status) =>
        new(JsonNamingPolicy.CamelCase.ConvertName(status.Kind.ToString()), status.Explanation, status.GitHub?.Url);
}

/// <summary>A webhook delivery without its body.</summary>
internal sealed record DeliveryDocument(
    Guid Id, string Event, string? Action, long? InstallationId, long? RepositoryId, DateTimeOffset ReceivedAt, string Outcome)
{
    public static DeliveryDocument Of(WebhookDelivery delivery) => new(
        delivery.Id, delivery.Event, delivery.Action, delivery.InstallationId, delivery.RepositoryId, delivery.ReceivedAt, delivery.Outcome);
}

/// <summary>The endpoints' own serializer: the host's JSON settings are neither used nor touched.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(SummaryDocument))]
[JsonSerializable(typeof(OperationDocument))]
[JsonSerializable(typeof(IReadOnlyList<OperationDocument>))]
[JsonSerializable(typeof(StatusDocument))]
[JsonSerializable(typeof(DeliveryDocument))]
[JsonSerializable(typeof(WhyDocument))]
[JsonSerializable(typeof(ActionDocument))]
internal sealed partial class StatusJson : JsonSerializerContext;
