using System.Globalization;
using GitSync.GitHub;
using GitSync.SampleHost.Start;
using GitSync.SampleHost.Storage;

namespace GitSync.SampleHost;

/// <summary>A connection as configured.</summary>
internal sealed record ConnectionSetting(string Project, string Owner, string Name, long? RepositoryId, long? InstallationId);

/// <summary>The sample host's configuration, read once at start. Every mistake is a sentence that names the key.</summary>
internal sealed record SampleSettings
{
    public required StorageSettings Storage { get; init; }

    /// <summary>Whether GitHub is simulated: by this host, or by the one at <see cref="ApiBaseAddress"/>.</summary>
    public required bool UsesSimulator { get; init; }

    /// <summary>Whether this host simulates GitHub.</summary>
    public bool HostsSimulator => UsesSimulator && ApiBaseAddress is null;

    /// <summary>The file that the simulated GitHub is kept in.</summary>
    public required string SimulatorFile { get; init; }

    public Uri? ApiBaseAddress { get; init; }

    public long? AppId { get; init; }

    public string? PrivateKeyPath { get; init; }

    public string? Token { get; init; }

    public required IReadOnlyList<string> WebhookSecrets { get; init; }

    public required IReadOnlyList<ConnectionSetting> Connections { get; init; }

    /// <exception cref="StartupException">A value cannot be used; the message names its key.</exception>
    public static SampleSettings Read(IConfiguration configuration)
    {
        var storage = StorageSettings.Read(configuration);
        var mode = configuration["GitHub:Mode"] ?? "Simulator";
        var simulator = mode.Equals("Simulator", StringComparison.OrdinalIgnoreCase);
        if (!simulator && !mode.Equals("App", StringComparison.OrdinalIgnoreCase))
        {
            throw new StartupException($"GitHub:Mode is '{mode}'; it must be Simulator or App.");
        }

        var settings = new SampleSettings
        {
            Storage = storage,
            UsesSimulator = simulator,
            SimulatorFile = NullIfEmpty(configuration["Simulator:StateFile"]) ?? storage.SimulatorFile,
            ApiBaseAddress = ReadAddress(configuration),
            AppId = ReadNumber(configuration, "GitHub:AppId"),
            PrivateKeyPath = NullIfEmpty(configuration["GitHub:PrivateKeyPath"]),
            Token = NullIfEmpty(configuration["GitHub:Token"]),
            WebhookSecrets = [.. configuration.GetSection("GitHub:WebhookSecrets").GetChildren().Select(child => child.Value ?? "")],
            Connections = [.. configuration.GetSection("GitSync:Connections").GetChildren().Select(ReadConnection)],
        };
        return simulator ? settings : RequireApp(settings);
    }

    /// <summary>Hands the configured values on to the GitHub package.</summary>
    public void ConfigureGitHub(GitHubOptions options)
    {
        if (ApiBaseAddress is not null)
        {
            options.ApiBaseAddress = ApiBaseAddress;
        }

        options.AppId = AppId?.ToString(CultureInfo.InvariantCulture);
        options.PrivateKeyPath = PrivateKeyPath;
        options.Token = Token;
    }

    /// <summary>Hands the secrets on to the webhook receiver.</summary>
    public void ConfigureWebhooks(WebhookOptions options)
    {
        foreach (var secret in WebhookSecrets)
        {
            options.Secrets.Add(secret);
        }
    }

    private static SampleSettings RequireApp(SampleSettings settings)
    {
        if (settings.Token is null && settings.AppId is null)
        {
            throw new StartupException("GitHub:AppId is missing: GitHub:Mode=App needs GitHub:AppId with GitHub:PrivateKeyPath, or GitHub:Token.");
        }

        if (settings.Token is null && settings.PrivateKeyPath is null)
        {
            throw new StartupException("GitHub:PrivateKeyPath is missing: it names the App's private key (a .pem file).");
        }

        if (settings.PrivateKeyPath is { } path && !File.Exists(path))
        {
            throw new StartupException($"GitHub:PrivateKeyPath names '{path}', which is not there.");
        }

        if (settings.WebhookSecrets.Count == 0)
        {
            throw new StartupException("GitHub:WebhookSecrets:0 is missing: without it every webhook would be refused.");
        }

        return settings;
    }

    private static Uri? ReadAddress(IConfiguration configuration)
    {
        if (NullIfEmpty(configuration["GitHub:ApiBaseAddress"]) is not { } text)
        {
            return null;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new StartupException($"GitHub:ApiBaseAddress is '{text}'; it must be an absolute http or https address, for example https://api.github.com/.");
        }

        // Relative paths are appended to it, and without the slash its last segment would be cut off.
        return address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
    }

    private static ConnectionSetting ReadConnection(IConfigurationSection section)
    {
        if (NullIfEmpty(section["Project"]) is not { } project)
        {
            throw new StartupException($"{section.Path}:Project is missing.");
        }

        var repository = section["Repository"] ?? "";
        if (repository.Split('/') is not [{ Length: > 0 } owner, { Length: > 0 } name])
        {
            throw new StartupException($"{section.Path}:Repository is '{repository}'; it must be \"owner/name\".");
        }

        return new ConnectionSetting(project, owner, name, ReadNumber(section, "RepositoryId"), ReadNumber(section, "InstallationId"));
    }

    private static long? ReadNumber(IConfiguration configuration, string key)
    {
        if (NullIfEmpty(configuration[key]) is not { } text)
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new StartupException(
                $"{(configuration is IConfigurationSection section ? section.Path + ":" : "")}{key} is '{text}'; it must be a positive number.");
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
