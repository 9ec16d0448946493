using System.Globalization;

namespace GitSync;

/// <summary>What a write of GitSync leaves in a record, so that it is known for its own even when its completion was never saved (ADR 20).</summary>
/// <param name="OperationId">The operation that wrote.</param>
/// <param name="Fence">The claim under which it did: an operation that is tried again has another one.</param>
/// <param name="OnGitHub">The hash of what it wrote, where that is just what GitHub held; null where the record kept something of its own.</param>
internal readonly record struct RecordStamp(Guid OperationId, long Fence, ContentHash? OnGitHub)
{
    private const char Separator = '.';
    private const string Partial = "partial";

    /// <summary>Reads what <see cref="ToString"/> wrote; null for anything else.</summary>
    public static RecordStamp? Parse(string? text)
    {
        if (text?.Split(Separator) is not [var operation, var claim, var content]
            || !Guid.TryParseExact(operation, "N", out var id)
            || !long.TryParse(claim, NumberStyles.None, CultureInfo.InvariantCulture, out var fence))
        {
            return null;
        }

        return content == Partial ? new RecordStamp(id, fence, null)
            : ContentHash.TryParse(content, out var hash) ? new RecordStamp(id, fence, hash)
            : null;
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{OperationId:N}{Separator}{Fence}{Separator}{OnGitHub?.ToString() ?? Partial}");
}
