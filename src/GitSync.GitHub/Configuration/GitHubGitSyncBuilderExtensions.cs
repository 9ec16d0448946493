using GitSync;
using GitSync.GitHub;
using Microsoft.Extensions.Configuration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers GitHub as the remote side.</summary>
public static class GitHubGitSyncBuilderExtensions
{
    /// <summary>Adds the Octokit gateway and the webhook receiver.</summary>
    /// <param name="builder">What <c>AddGitSync()</c> returned.</param>
    /// <param name="configure">How GitHub is reached: an App or a token; or null when the options are configured elsewhere.</param>
    /// <param name="configureWebhooks">The webhooks' secrets and bound; or null likewise.</param>
    /// <returns>The builder.</returns>
    public static GitSyncBuilder AddGitHub(
        this GitSyncBuilder builder, Action<GitHubOptions>? configure = null, Action<WebhookOptions>? configureWebhooks = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        GitHubServices.Add(builder.Services);
        if (configure is not null)
        {
            builder.Services.Configure(configure);
        }

        if (configureWebhooks is not null)
        {
            builder.Services.Configure(configureWebhooks);
        }

        return builder;
    }

    /// <summary>Adds the Octokit gateway and the webhook receiver, bound to a configuration section and its <c>Webhooks</c>.</summary>
    /// <param name="builder">What <c>AddGitSync()</c> returned.</param>
    /// <param name="section">For example <c>configuration.GetSection(GitHubOptions.SectionName)</c>.</param>
    /// <returns>The builder.</returns>
    public static GitSyncBuilder AddGitHub(this GitSyncBuilder builder, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return builder.AddGitHub(section.Bind, section.GetSection("Webhooks").Bind);
    }
}
