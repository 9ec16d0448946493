using GitSync.Dashboard.Actions;
using GitSync.Dashboard.Mapping;
using GitSync.Dashboard.Pages;
using GitSync.Dashboard.Security;

namespace GitSync.Dashboard.Runs;

/// <summary>Who may see a run, and who may do what it does.</summary>
internal static class RunRights
{
    /// <summary>A person who does not see everything sees, stops and goes on with their own runs alone: others' were made with other eyes.</summary>
    public static bool Concerns(Run run, HttpContext context) =>
        DashboardSite.Of(context).SeesAll(context.User) || run.ActsFor == AuditTrail.ActorOf(context);

    /// <summary>Whether a person may do that to operations: asked here and not at the endpoint, because it depends on what the run does.</summary>
    public static Task<bool> MayAsync(RunAction action, HttpContext context) => PermissionCheck.AllowsAsync(
        context, DashboardSite.Of(context).Options, action == RunAction.Retry ? Permission.Retry : Permission.Cancel);

    public static IResult Forbidden() =>
        MessagePage.Show(StatusCodes.Status403Forbidden, "Refused", "You do not have the permission for what this run does.");

    public static IResult NotFound(string id) => MessagePage.NotFound("No run", $"There is no run {id}; the audit log remembers it longer.");
}
