using System.Globalization;
using System.Security.Cryptography;
using GitSync.GitHub;
using GitSync.SampleHost.Simulator.Weather;
using GitSync.Testing.Simulator;

namespace GitSync.SampleHost.Simulator;

/// <summary>Puts a simulated GitHub into the host: nothing leaves the machine, and no account is needed.</summary>
internal static class SimulatorServices
{
    /// <summary>A token of the user <see cref="GitHubSimulator.DefaultUser"/>, to drive the simulator with Octokit or curl.</summary>
    public const string UserToken = "demo-token";

    private const long AppId = 1001;
    private const long DefaultInstallationId = 1;

    /// <summary>The settings with a webhook secret in any case: nobody else needs to sign for a simulator of one process.</summary>
    public static SampleSettings WithSimulatorSecret(this SampleSettings settings) => settings.WebhookSecrets.Count > 0
        ? settings
        : settings with { WebhookSecrets = [Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))] };

    public static void AddGitHubSimulator(this IServiceCollection services, SampleSettings settings)
    {
        services.AddSingleton(_ => SimulatorFile.Open(settings.SimulatorFile));
        services.AddSingleton(provider => Create(settings, provider.GetRequiredService<SimulatorFile>(), provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService<SimulatorWebhooks>();
        services.AddSingleton<WeatherSides>();
        services.AddSingleton<WeatherStation>();
        services.AddHostedService(provider => provider.GetRequiredService<WeatherStation>());
        services.AddHttpClient(GitHubOptions.HttpClientName)
            .ConfigurePrimaryHttpMessageHandler(provider => provider.GetRequiredService<GitHubSimulator>().CreateHandler());
    }

    /// <summary>
    /// The GitHub package's options for talking to a simulator, as an App with a key of the moment: to the one in this process, or to the one
    /// of another host.
    /// </summary>
    public static void ConfigureSimulatedGitHub(this SampleSettings settings, GitHubOptions options)
    {
        using var key = RSA.Create(2048);
        options.ApiBaseAddress = settings.ApiBaseAddress ?? new Uri("https://github.simulator/");
        options.AppId = AppId.ToString(CultureInfo.InvariantCulture);
        options.PrivateKeyPem = key.ExportPkcs8PrivateKeyPem();

        // The simulator counts no writes, and who tries it out should not wait.
        (options.MaximumWritesPerMinute, options.MaximumWritesPerHour) = (0, 0);
    }

    private static GitHubSimulator Create(SampleSettings settings, SimulatorFile file, TimeProvider time)
    {
        var options = new GitHubSimulatorOptions
        {
            AppId = AppId,
            TimeProvider = time,
            WebhookSecret = settings.WebhookSecrets[0],
            RateLimitPerHour = 0,
            AnyoneIsAssignable = true,

            // The ids of deliveries come from it: those of an earlier run are known to the database.
            Seed = RandomNumberGenerator.GetInt32(int.MaxValue),
        };
        options.StaticTokens[UserToken] = GitHubSimulator.DefaultUser;
        var simulator = new GitHubSimulator(options);
        file.Keep(simulator);
        foreach (var connection in settings.Connections)
        {
            if (simulator.FindRepository($"{connection.Owner}/{connection.Name}") is null)
            {
                simulator.CreateRepository(
                    connection.Owner, connection.Name, connection.InstallationId ?? DefaultInstallationId, connection.RepositoryId);
            }
        }

        return simulator;
    }
}
