using GitSync.Dashboard.Mapping;
using GitSync.Dashboard.Pages;
using GitSync.Dashboard.Rendering;

namespace GitSync.Dashboard.Actions;

/// <summary>What people do to a repository: switch it, its writes and its breaker; have it looked through again.</summary>
internal static class RepositoryActions
{
    public static Task<IResult> EnableAsync(long id, HttpContext context, IConnectionStore store, IConnections connections) =>
        SwitchAsync(id, context, store, connections, isOn: true);

    public static Task<IResult> DisableAsync(long id, HttpContext context, IConnectionStore store, IConnections connections) =>
        SwitchAsync(id, context, store, connections, isOn: false);

    public static Task<IResult> SetWritesAsync(long id, HttpContext context, IConnectionStore store, IWriteSwitches switches) =>
        DoAsync(id, context, store, "set-writes", async (connection, form) =>
        {
            if (!Enum.TryParse<WriteMode>(form["mode"], out var mode) || !Enum.IsDefined(mode))
            {
                return "That is no mode of writing; nothing was changed.";
            }

            await switches.SetAsync(connection.RepositoryId, mode, AuditTrail.ReasonOf(form), AuditTrail.ActorOf(context), context.RequestAborted);
            return mode switch
            {
                WriteMode.On => "Writes are on; what waits is tried again within a minute.",
                WriteMode.Off => "Writes are off on every host within seconds; what would be written waits.",
                _ => "Shadow mode: from now on what would be written is decided and recorded, and not sent.",
            };
        });

    public static Task<IResult> ResetBreakerAsync(long id, HttpContext context, IConnectionStore store, IRemovalBreakers breakers) =>
        DoAsync(id, context, store, "reset-breaker", async (connection, _) =>
        {
            await breakers.ResetAsync(connection.RepositoryId, context.RequestAborted);
            return "The breaker is closed: what waits is carried over within five minutes, and counted anew.";
        });

    public static Task<IResult> ImportAsync(long id, HttpContext context, IConnectionStore store, IRepositorySweeps sweeps) =>
        DoAsync(id, context, store, "import-again", async (connection, _) =>
        {
            await sweeps.BackfillAgainAsync(connection.RepositoryId, context.RequestAborted);
            return "The whole repository is looked through again, page by page.";
        });

    private static Task<IResult> SwitchAsync(long id, HttpContext context, IConnectionStore store, IConnections connections, bool isOn) =>
        DoAsync(id, context, store, isOn ? "enable" : "disable", async (connection, _) =>
            (await connections.SwitchAsync(connection.Project, isOn, context.RequestAborted)).Explanation);

    private static async Task<IResult> DoAsync(
        long id, HttpContext context, IConnectionStore store, string action, Func<Connection, IFormCollection, Task<string>> work)
    {
        if (await store.FindByRepositoryAsync(id, context.RequestAborted) is not { } connection
            || !DashboardSite.Of(context).Sees(context.User, connection.InstallationId))
        {
            return RepositoryPage.NotFound(id);
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        await new AuditTrail(context.RequestServices).WriteAsync(
            context, action, string.Create(CultureInfo.InvariantCulture, $"repository/{id}"), AuditTrail.ReasonOf(form), form["mode"].ToString() is { Length: > 0 } mode ? mode : null);
        return Back.To(context, DashboardLinks.Of(context).Repository(id), await work(connection, form));
    }
}
