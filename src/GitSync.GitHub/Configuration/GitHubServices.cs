using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace GitSync.GitHub;

/// <summary>Registers all of this package. Calling it again adds nothing.</summary>
internal static class GitHubServices
{
    /// <summary>How long a connection is kept, so that changes of DNS are seen.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    /// <summary>Options are left to the caller to bind; their validation is registered here.</summary>
    public static IServiceCollection Add(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<GitHubOptions>().ValidateOnStart();
        services.AddOptions<WebhookOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<GitHubOptions>, GitHubOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<WebhookOptions>, WebhookOptionsValidator>());
        AddHttp(services);
        services.TryAddSingleton<GitHubApi>();
        services.TryAddSingleton<AppKey>();
        services.TryAddSingleton<AppAuthentication>();
        services.TryAddSingleton<RequestBudget>();
        services.TryAddSingleton<IRemoteLimits, StoredLimits>();
        services.TryAddSingleton<AuthorizedCalls>();
        services.TryAddSingleton<IUserTokens, NoUserTokens>();
        services.TryAddSingleton<UserCalls>();
        services.TryAddSingleton<Milestones>();
        services.TryAddSingleton<RepositoryFinder>();
        services.TryAddSingleton<IGitHubGateway, OctokitGateway>();
        services.TryAddSingleton<WebhookReceiver>();
        services.TryAddSingleton<DeliveryAttempts>();
        services.TryAddSingleton<MissingDeliveries>();

        // In the place of Core's, which can only say that this package is missing.
        services.Replace(ServiceDescriptor.Singleton<IDeliveryReplays, DeliveryReplays>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRepairTask, FailedDeliveries>());
        return services;
    }

    private static void AddHttp(IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(GitHubApi)))
        {
            return;
        }

        services.TryAddTransient<AnswerGuard>();
        services.TryAddTransient<ApiVersionHandler>();
        services.AddHttpClient(GitHubOptions.HttpClientName)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                AutomaticDecompression = DecompressionMethods.All,
                PooledConnectionLifetime = ConnectionLifetime,
                UseCookies = false,
            })
            .AddHttpMessageHandler<AnswerGuard>()
            .AddHttpMessageHandler<ApiVersionHandler>()

            // At its lowest level the client's own log hands every header to structured loggers as it is, the token too; it redacts the text alone.
            .RemoveAllLoggers();
    }
}
