using GitSync.Dashboard.Mapping;
using GitSync.Dashboard.Parts;
using GitSync.Dashboard.Rendering;

namespace GitSync.Dashboard.Pages;

/// <summary>What an operation's page shows. A value.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Lane">Its lane, or null when the store does not find it.</param>
/// <param name="Connection">The connection of its repository, or null.</param>
/// <param name="Title">The task's title, as the record or the last agreement has it, or null.</param>
/// <param name="Fields">Its fields side by side.</param>
/// <param name="RecordFailure">Why the record cannot be read, or null.</param>
/// <param name="Relations">Operations that it names, and that name it.</param>
/// <param name="Entries">What people did to it, the newest.</param>
/// <param name="Delivery">The webhook that brought it, or null.</param>
internal sealed record OperationDetails(
    SyncOperation Operation,
    LaneView? Lane,
    Connection? Connection,
    string? Title,
    IReadOnlyList<FieldRow> Fields,
    string? RecordFailure,
    IReadOnlyList<Relation> Relations,
    IReadOnlyList<AuditEntry> Entries,
    WebhookDelivery? Delivery);

/// <summary>What another operation has to do with one.</summary>
/// <param name="Word">What, as the beginning of a sentence.</param>
/// <param name="Id">The other one.</param>
/// <param name="Other">The same, or null when it is gone.</param>
internal sealed record Relation(string Word, Guid Id, SyncOperation? Other);

/// <summary>Why, in one sentence, with the compared values.</summary>
internal static class OperationDetailsPage
{
    /// <summary>As many newest operations of the lane are looked at for ones that name this one.</summary>
    private const int MaximumOfLane = 100;

    private const int MaximumEntries = 10;

    public static async Task<IResult> ShowAsync(
        string id, HttpContext context, ISyncReader reader, IConnectionStore connections, ITaskRecords tasks, ICommentRecords comments, IAuditLog audit,
        CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(id, out var known))
        {
            return MessagePage.Invalid("No operation", "The id of an operation is a UUID; the address holds something else.");
        }

        if (await reader.FindOperationAsync(known, cancellationToken) is not { } operation
            || !DashboardSite.Of(context).Sees(context.User, operation.GitHubAppInstallationId))
        {
            return MessagePage.NotFound("No operation", $"There is no operation {known}. Ended ones are removed when their retention is over.");
        }

        var lane = (await reader.FindLanesAsync([operation.LaneId], cancellationToken)).GetValueOrDefault(operation.LaneId);
        var record = await RecordReading.ReadAsync(
            operation.Kind, operation.LocalId ?? lane?.Lane.Local?.RecordId, tasks, comments, cancellationToken);
        return PageResult.Of<OperationView, OperationDetails>(new OperationDetails(
            operation,
            lane,
            operation.RepositoryId == 0 ? null : await connections.FindByRepositoryAsync(operation.RepositoryId, cancellationToken),
            Subjects.TitleOf(record.Content ?? lane?.Link.Base?.Content),
            FieldComparison.Of(operation, lane?.Link, record.Content),
            record.Failure,
            await RelationsAsync(operation, reader, cancellationToken),
            await audit.ListAuditAsync(new AuditQuery { Target = $"operation/{operation.Id}", Limit = MaximumEntries }, cancellationToken),
            operation.DeliveryId is { } delivery ? await reader.FindDeliveryAsync(delivery, cancellationToken) : null));
    }

    private static async Task<IReadOnlyList<Relation>> RelationsAsync(SyncOperation operation, ISyncReader reader, CancellationToken cancellationToken)
    {
        var ofLane = operation.LaneId == 0
            ? []
            : (await reader.SearchOperationsAsync(new OperationSearch { LaneId = operation.LaneId, Limit = MaximumOfLane }, cancellationToken)).Operations;
        var relations = new List<Relation>();
        foreach (var (word, id) in new[] { ("Canceled by", operation.CanceledBy), ("Duplicate of", operation.DuplicateOf), ("Dropped for", operation.DroppedFor) })
        {
            if (id is { } other)
            {
                relations.Add(new Relation(
                    word, other, ofLane.FirstOrDefault(each => each.Id == other) ?? await reader.FindOperationAsync(other, cancellationToken)));
            }
        }

        return
        [
            .. relations,
            .. from other in ofLane
               let word = other.CanceledBy == operation.Id ? "Canceled by this one:" : other.DuplicateOf == operation.Id ? "Duplicate of this one:" : other.DroppedFor == operation.Id ? "Dropped for this one:" : null
               where word is not null
               select new Relation(word, other.Id, other),
        ];
    }
}
