using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GitSync;

/// <summary>Makes the store ready before anything uses it: schema, shared marker key. Says which registration is missing.</summary>
internal sealed class GitSyncStartup(IServiceProvider services, RandomSource random) : IHostedService
{
    private const string MarkerKeyName = "marker-key";
    private const int MarkerKeyBytes = 32;

    private static readonly (Type Service, string Mend)[] Required =
    [
        (typeof(ISyncStore), "call UseSqlite(...) on the builder that AddGitSync() returns"),
        (typeof(IGitHubGateway), "call AddGitHub(...) on the builder that AddGitSync() returns"),
        (typeof(ITaskRecords), "call AddRecords<TTasks, TComments>() on the builder that AddGitSync() returns"),
        (typeof(ICommentRecords), "call AddRecords<TTasks, TComments>() on the builder that AddGitSync() returns"),
    ];

    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[]? _markerKey;

    /// <summary>Completes when the store is ready.</summary>
    public Task Ready => _ready.Task;

    /// <summary>The marker key that all hosts of the database share.</summary>
    public byte[] MarkerKey =>
        _markerKey ?? throw new InvalidOperationException("GitSync has not started yet: use it after the host has started.");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var (service, mend) in Required)
        {
            if (services.GetService<IServiceProviderIsService>()?.IsService(service) == false)
            {
                throw new InvalidOperationException($"GitSync has no {service.Name}: {mend}.");
            }
        }

        var store = services.GetRequiredService<ISyncStore>();
        await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
        var candidate = new byte[MarkerKeyBytes];
        random.Fill(candidate);
        _markerKey = await store.GetOrAddSecretAsync(MarkerKeyName, candidate, cancellationToken).ConfigureAwait(false);
        _ready.TrySetResult();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
