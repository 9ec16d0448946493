using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace GitSync.SampleHost.Login;

/// <summary>Nobody tries one password after the other: a few attempts a minute from one address, right ones included.</summary>
internal sealed class SignInLimit : IRateLimiterPolicy<string>
{
    public const int MaximumAttempts = 5;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public Func<OnRejectedContext, CancellationToken, ValueTask>? OnRejected => async (rejected, _) =>
    {
        var context = rejected.HttpContext;
        context.Response.Headers.RetryAfter = ((int)Window.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        await LoginEndpoints
            .Page(context, StatusCodes.Status429TooManyRequests, returnUrl: null, problem: $"More than {MaximumAttempts} attempts in a minute. Wait a minute, then try again.")
            .ExecuteAsync(context);
    };

    /// <summary>Behind a proxy that is not configured everybody has its address and shares the attempts: the safe way to be wrong.</summary>
    public RateLimitPartition<string> GetPartition(HttpContext httpContext) => RateLimitPartition.GetFixedWindowLimiter(
        httpContext.Connection.RemoteIpAddress?.ToString() ?? "",
        _ => new FixedWindowRateLimiterOptions { PermitLimit = MaximumAttempts, Window = Window, QueueLimit = 0 });
}
