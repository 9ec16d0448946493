using GitSync.Dashboard.Actions;
using GitSync.Dashboard.Mapping;
using GitSync.Dashboard.Rendering;

namespace GitSync.Dashboard.Pages;

/// <summary>What a part of a drift report shows. A value.</summary>
/// <param name="Connection">The repository.</param>
/// <param name="Cursor">Where the part begins; null at the start.</param>
/// <param name="Page">What differs.</param>
internal sealed record DriftDetails(Connection Connection, string? Cursor, DriftPage Page);

/// <summary>A repository compared with the records, part by part, and what mends it.</summary>
internal static class DriftReportPage
{
    /// <summary>One that remembers unseen lanes has 5,500 characters; a request's line may have 8,192 (Kestrel's default).</summary>
    private const int MaximumCursorLength = 7_000;

    public static async Task<IResult> ShowAsync(
        long id, string? cursor, HttpContext context, IConnectionStore connections, IDriftReports reports, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, context, connections) is not { } connection)
        {
            return RepositoryPage.NotFound(id);
        }

        return cursor?.Length > MaximumCursorLength
            ? MessagePage.Invalid("No such part", "The address holds a position that is none; begin at the report's first part.")
            : PageResult.Of<DriftView, DriftDetails>(new DriftDetails(connection, cursor, await reports.ReadAsync(id, cursor, cancellationToken)));
    }

    /// <summary>Mends what a part shows: it is compared again, so that nothing old is carried over.</summary>
    public static async Task<IResult> RepairAsync(long id, HttpContext context, IConnectionStore connections, IDriftReports reports)
    {
        if (await FindAsync(id, context, connections) is null)
        {
            return RepositoryPage.NotFound(id);
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var given = form["cursor"].ToString();
        if (given.Length > MaximumCursorLength)
        {
            return MessagePage.Invalid("No such part", "The form holds a position that is none. Nothing was done.");
        }

        var cursor = given.Length == 0 ? null : given;
        await new AuditTrail(context.RequestServices).WriteAsync(
            context, "repair-drift", string.Create(CultureInfo.InvariantCulture, $"repository/{id}"), AuditTrail.ReasonOf(form));
        var page = await reports.ReadAsync(id, cursor, context.RequestAborted);
        var repair = page.Items.Count == 0
            ? new DriftRepair([], 0, page.Error)
            : await reports.RepairAsync(id, [.. page.Items.Take(IDriftReports.MaximumSelection)], actor: null, context.RequestAborted);
        var links = DashboardLinks.Of(context);
        return Back.To(
            context,
            DashboardLinks.With(links.Repository(id, "drift"), ("cursor", cursor)),
            repair.Error ?? string.Create(
                CultureInfo.InvariantCulture, $"{repair.Outcomes.Count} operations are on their way; {repair.Left} differences no operation can mend."));
    }

    private static async Task<Connection?> FindAsync(long id, HttpContext context, IConnectionStore connections) =>
        await connections.FindByRepositoryAsync(id, context.RequestAborted) is { } connection
            && DashboardSite.Of(context).Sees(context.User, connection.InstallationId) ? connection : null;
}
