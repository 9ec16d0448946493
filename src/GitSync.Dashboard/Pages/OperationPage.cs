using GitSync.Dashboard.Parts;
using GitSync.Dashboard.Rendering;
using Microsoft.AspNetCore.Http;

namespace GitSync.Dashboard.Pages;

/// <summary>What an operation's page shows. A value.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Lane">Its lane, or null when it has no name to find it by.</param>
/// <param name="Fields">Its fields side by side.</param>
/// <param name="Named">Operations of the same record that name this one: canceled by it, duplicates of it, dropped for it.</param>
/// <param name="Delivery">The webhook that brought it, or null.</param>
internal sealed record OperationDetails(
    SyncOperation Operation, LaneView? Lane, IReadOnlyList<FieldRow> Fields, IReadOnlyList<SyncOperation> Named, WebhookDelivery? Delivery);

/// <summary>Why, in one sentence, with the compared values.</summary>
internal static class OperationPage
{
    public static async Task<IResult> ShowAsync(
        string id, HttpContext context, ISyncReader reader, ITaskRecords tasks, ICommentRecords comments, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(id, out var known))
        {
            return MessagePage.Show(context, StatusCodes.Status400BadRequest, "No operation", "The id of an operation is a UUID; the address holds something else.");
        }

        if (await reader.FindOperationAsync(known, cancellationToken) is not { } operation)
        {
            return MessagePage.Show(
                context, StatusCodes.Status404NotFound, "No operation", $"There is no operation {known}. Ended ones are removed when their retention is over.");
        }

        return PageResult.Of<OperationView, OperationDetails>(context, await ReadAsync(operation, reader, tasks, comments, cancellationToken));
    }

    private static async Task<OperationDetails> ReadAsync(
        SyncOperation operation, ISyncReader reader, ITaskRecords tasks, ICommentRecords comments, CancellationToken cancellationToken)
    {
        var lane = Subjects.LaneOf(operation) is { } name ? (await reader.FindLanesAsync([name], cancellationToken)).GetValueOrDefault(name) : null;
        var record = operation.LocalId ?? lane?.Lane.Local?.RecordId;
        ResourceContent? here = (operation.Kind, record) switch
        {
            (_, null) => null,
            (ResourceKind.Task, _) => (await tasks.FindAsync(record, cancellationToken))?.Content,
            (ResourceKind.Comment, _) => (await comments.FindAsync(record, cancellationToken))?.Content,
            _ => throw new InvalidOperationException($"Unknown kind {operation.Kind}."),
        };
        var ofLane = lane?.Lane.Local is { } local
            ? await reader.ListOperationsAsync(new OperationQuery { Local = local, Limit = OperationQuery.MaximumLimit }, cancellationToken)
            : [];
        return new OperationDetails(
            operation,
            lane,
            FieldComparison.Of(operation, lane?.Link.Base?.Content, here),
            [.. ofLane.Where(other => other.CanceledBy == operation.Id || other.DuplicateOf == operation.Id || other.DroppedFor == operation.Id)],
            operation.DeliveryId is { } delivery ? await reader.FindDeliveryAsync(delivery, cancellationToken) : null);
    }
}
