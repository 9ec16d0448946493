using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using GitSync.Dashboard.Mapping;
using GitSync.Dashboard.Rendering;

namespace GitSync.Dashboard.Pages;

/// <summary>What the audit log's page shows. A value.</summary>
/// <param name="Actor">Only this person's; null for everybody's.</param>
/// <param name="Target">Only about this; null for all.</param>
/// <param name="Entries">Newest first.</param>
/// <param name="Older">Where it goes on, or null.</param>
/// <param name="IsFirst">Whether it begins with the newest.</param>
internal sealed record AuditList(string? Actor, string? Target, IReadOnlyList<AuditEntry> Entries, Guid? Older, bool IsFirst);

/// <summary>Who did what, when and why.</summary>
internal static class AuditPage
{
    public const int MaximumFilterLength = 200;

    private const int PageSize = 100;

    /// <summary>Entries of an export at most; its last line says so when there are more.</summary>
    private const int MaximumExported = 50_000;

    public static async Task<IResult> ShowAsync(
        string? actor, string? target, string? before, HttpContext context, IAuditLog audit, CancellationToken cancellationToken)
    {
        if (!DashboardSite.Of(context).SeesAll(context.User))
        {
            return MessagePage.OfAllInstallations();
        }

        if (QueryOf(actor, target, before) is not { } query)
        {
            return MessagePage.Invalid("No such page", "The address holds a position, an actor or a target that is none; begin at the list's first page.");
        }

        var entries = await audit.ListAuditAsync(query with { Limit = PageSize + 1 }, cancellationToken);
        return PageResult.Of<AuditView, AuditList>(new AuditList(
            query.Actor, query.Target, [.. entries.Take(PageSize)], entries.Count > PageSize ? entries[PageSize - 1].Id : null, query.Before is null));
    }

    public static Task<IResult> ExportCsvAsync(string? actor, string? target, HttpContext context, IAuditLog audit) => ExportAsync(
        actor, target, context, audit, "text/csv; charset=utf-8", "audit.csv", "at,actor,action,target,reason,details\r\n", CsvOf, "\"There is more: narrow it down by actor or target.\"\r\n");

    public static Task<IResult> ExportJsonAsync(string? actor, string? target, HttpContext context, IAuditLog audit) => ExportAsync(
        actor, target, context, audit, "application/x-ndjson", "audit.ndjson", "", JsonOf, "{\"more\":true}\n");

    private static async Task<IResult> ExportAsync(
        string? actor, string? target, HttpContext context, IAuditLog audit, string contentType, string name, string head, Func<AuditEntry, string> line, string more)
    {
        if (!DashboardSite.Of(context).SeesAll(context.User))
        {
            return MessagePage.OfAllInstallations();
        }

        if (QueryOf(actor, target, null) is not { } query)
        {
            return MessagePage.Invalid("No such export", "The address holds an actor or a target that is none.");
        }

        // The first portion is read before anything is sent: a store that is away is said with a page.
        var entries = await audit.ListAuditAsync(query with { Limit = OperationQuery.MaximumLimit }, context.RequestAborted);
        return TypedResults.Stream(
            async stream =>
            {
                await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
                await writer.WriteAsync(head);
                for (var written = 0; written < MaximumExported;)
                {
                    foreach (var entry in entries)
                    {
                        await writer.WriteAsync(line(entry));
                    }

                    written += entries.Count;
                    if (entries.Count < OperationQuery.MaximumLimit)
                    {
                        return;
                    }

                    entries = await audit.ListAuditAsync(query with { Before = entries[^1].Id, Limit = OperationQuery.MaximumLimit }, context.RequestAborted);
                }

                await writer.WriteAsync(more);
            },
            contentType,
            name);
    }

    /// <summary>Null for what can be no one's name, or no position.</summary>
    private static AuditQuery? QueryOf(string? actor, string? target, string? before)
    {
        Guid? position = null;
        if (before is not null)
        {
            if (!Guid.TryParse(before, out var id))
            {
                return null;
            }

            position = id;
        }

        var query = new AuditQuery
        {
            Actor = string.IsNullOrWhiteSpace(actor) ? null : actor.Trim(), Target = string.IsNullOrWhiteSpace(target) ? null : target.Trim(), Before = position,
        };
        try
        {
            return AuditTexts.Require(query);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string CsvOf(AuditEntry entry) => string.Join(
        ',',
        new[] { entry.At.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture), entry.Actor, entry.Action, entry.Target, entry.Reason ?? "", entry.Details ?? "" }.Select(Cell)) + "\r\n";

    /// <summary>Quoted (RFC 4180), and no formula: spreadsheets run what begins like one (OWASP, CSV injection).</summary>
    private static string Cell(string text)
    {
        var safe = text.Length > 0 && text[0] is ('=' or '+' or '-' or '@' or '\t' or '\r') ? "'" + text : text;
        return $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static string JsonOf(AuditEntry entry) => JsonSerializer.Serialize(entry, AuditJson.Relaxed.AuditEntry) + "\n";
}

[JsonSerializable(typeof(AuditEntry))]
internal sealed partial class AuditJson : JsonSerializerContext
{
    /// <summary>It is a file, not a part of a page: letters stay letters.</summary>
    public static AuditJson Relaxed { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
