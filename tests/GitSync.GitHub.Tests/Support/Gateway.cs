using System.Security.Cryptography;
using GitSync.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace GitSync.GitHub.Tests;

/// <summary>A gateway as a host wires it, over a stub.</summary>
internal sealed class Gateway : IDisposable
{
    public const long Repository = 186853002;
    public const long Installation = 957387;
    private static readonly string Pem = MakePem();
    private readonly ServiceProvider _services;

    public Gateway(
        Action<GitHubOptions>? configure = null, Gateway? onSameDatabase = null, IUserTokens? tokens = null, Action<ILoggingBuilder>? logging = null)
    {
        Time = onSameDatabase?.Time ?? new FakeTimeProvider(StubGitHub.Date);
        Shared = onSameDatabase?.Shared ?? new InMemorySyncStore(Time);
        var services = new ServiceCollection();
        services.AddLogging(logging ?? (_ => { }));
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton(Shared).AddSingleton((ISyncReader)Shared);
        services.AddSingleton(new OperationIds(Time, new SeededRandom(1)));
        services.Configure<GitHubOptions>(options =>
        {
            options.ApiBaseAddress = new Uri("https://github.test/api/");
            options.Token = "a-plain-token";
            configure?.Invoke(options);
        });
        if (tokens is not null)
        {
            services.AddSingleton(tokens);
        }

        GitHubServices.Add(services);
        GitHubServices.Add(services);
        services.AddHttpClient(GitHubOptions.HttpClientName).ConfigurePrimaryHttpMessageHandler(() => GitHub);
        _services = services.BuildServiceProvider();
    }

    public StubGitHub GitHub { get; } = new();

    public FakeTimeProvider Time { get; }

    /// <summary>What hosts on one database share.</summary>
    public ISharedState Shared { get; }

    public IGitHubGateway Port => _services.GetRequiredService<IGitHubGateway>();

    public static RepositoryRef Ref { get; } = new(Repository, Installation);

    public static Gateway WithApp(Gateway? onSameDatabase = null, IUserTokens? tokens = null, Action<ILoggingBuilder>? logging = null) =>
        new(options => (options.Token, options.AppId, options.PrivateKeyPem) = (null, "4711", Pem), onSameDatabase, tokens, logging);

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public void Dispose() => _services.Dispose();

    private static string MakePem()
    {
        using var rsa = RSA.Create(2048);
        return rsa.ExportRSAPrivateKeyPem();
    }
}
