using System.Diagnostics.CodeAnalysis;
using GitSync.AspNetCore;
using GitSync.GitHub;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the endpoint that GitHub sends its webhooks to.</summary>
public static class WebhookEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps <c>POST pattern</c>: the signature is checked over the raw bytes, the delivery and its operations are stored in one
    /// transaction, then GitHub is answered. 202 stored (or seen before), 401 no valid signature, 413 body over the bound, 400 no JSON or
    /// no GitHub headers, 503 the store is not available (GitHub lists the delivery as failed, so it can be redelivered).
    /// </summary>
    /// <param name="endpoints">The application's endpoints.</param>
    /// <param name="pattern">The path to enter at GitHub, for example <c>/webhooks/github</c>.</param>
    /// <returns>To hang further conventions on. The endpoint needs no user: the signature is its authorization.</returns>
    /// <exception cref="InvalidOperationException">GitSync's GitHub package is not registered.</exception>
    public static IEndpointConventionBuilder MapGitSyncWebhooks(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        if (endpoints.ServiceProvider.GetService<IServiceProviderIsService>()?.IsService(typeof(WebhookReceiver)) == false)
        {
            throw new InvalidOperationException(
                "MapGitSyncWebhooks needs GitSync's GitHub package: call AddGitHub(...) on the builder that AddGitSync() returns.");
        }

        return endpoints.MapPost(pattern, (RequestDelegate)WebhookEndpoint.HandleAsync).AllowAnonymous().WithDisplayName("GitSync webhooks");
    }
}
