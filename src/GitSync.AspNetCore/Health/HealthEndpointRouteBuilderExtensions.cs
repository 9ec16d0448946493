using System.Diagnostics.CodeAnalysis;
using GitSync;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the endpoints that an orchestrator asks.</summary>
public static partial class HealthEndpointRouteBuilderExtensions
{
    /// <summary>How long the store may take before the host counts as not ready.</summary>
    private static readonly TimeSpan StoreTimeout = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Maps <c>GET live</c> (the process answers) and <c>GET ready</c> (the store answers; else 503). Live is never ready's business: a
    /// database that is down must not get hosts restarted.
    /// </summary>
    /// <param name="endpoints">The application's endpoints.</param>
    /// <param name="prefix">For example <c>/health</c>.</param>
    public static IEndpointConventionBuilder MapGitSyncHealth(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string prefix)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var group = endpoints.MapGroup(prefix);
        group.MapGet("/live", () => TypedResults.Text("live")).AllowAnonymous();
        group.MapGet("/ready", ReadyAsync).AllowAnonymous();
        return group;
    }

    private static async Task<IResult> ReadyAsync(
        ISyncReader reader, ISyncReadiness readiness, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        if (readiness.Reason is { } reason)
        {
            return NotReady(reason);
        }

        try
        {
            await reader.SummarizeAsync(cancellationToken).WaitAsync(StoreTimeout, time, cancellationToken);
            return TypedResults.Text("ready");
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogNotReady(loggers.CreateLogger("GitSync.AspNetCore.Health"), failure);
            return NotReady(failure is StoreUnavailableException ? failure.Message : "The sync store does not answer; see the log.");
        }
    }

    private static IResult NotReady(string reason) =>
        TypedResults.Problem(statusCode: StatusCodes.Status503ServiceUnavailable, title: "Not ready", detail: reason);

    [LoggerMessage(3101, LogLevel.Warning, "The sync store does not answer")]
    private static partial void LogNotReady(ILogger logger, Exception exception);
}
