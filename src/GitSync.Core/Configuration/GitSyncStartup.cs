using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GitSync;

/// <summary>
/// Makes the store ready before anything uses it: schema, shared marker key. Says which registration is missing. A database that is down
/// does not keep the host from starting: it is asked again until it is there.
/// </summary>
internal sealed partial class GitSyncStartup(
    IServiceProvider services,
    RandomSource random,
    TimeProvider time,
    IOptions<GitSyncOptions> options,
    ILogger<GitSyncStartup> logger) : IHostedService, ISyncReadiness, IDisposable
{
    private const string MarkerKeyName = "marker-key";
    private const int MarkerKeyBytes = 32;

    private static readonly (Type Service, string Mend)[] Required =
    [
        (typeof(ISyncStore), "call UseSqlite(...) or UsePostgres(...) on the builder that AddGitSync() returns"),
        (typeof(IGitHubGateway), "call AddGitHub(...) on the builder that AddGitSync() returns"),
        (typeof(ITaskRecords), "call AddRecords<TTasks, TComments>() on the builder that AddGitSync() returns"),
        (typeof(ICommentRecords), "call AddRecords<TTasks, TComments>() on the builder that AddGitSync() returns"),
    ];

    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();
    private byte[]? _markerKey;
    private Task _trying = Task.CompletedTask;

    /// <inheritdoc />
    public Task Ready => _ready.Task;

    /// <inheritdoc />
    public string? Reason { get; private set; } = "GitSync has not started yet: use it after the host has started.";

    /// <summary>The marker key that all hosts of the database share.</summary>
    public byte[] MarkerKey => _markerKey ?? throw new StoreUnavailableException(Reason!);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var (service, mend) in Required)
        {
            if (services.GetService<IServiceProviderIsService>()?.IsService(service) == false)
            {
                throw new InvalidOperationException($"GitSync has no {service.Name}: {mend}.");
            }
        }

        if (!await TryPrepareAsync(cancellationToken).ConfigureAwait(false))
        {
            _trying = Task.Run(KeepTryingAsync, CancellationToken.None);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _trying.ConfigureAwait(false);
        _ready.TrySetCanceled(CancellationToken.None);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task<bool> TryPrepareAsync(CancellationToken cancellationToken)
    {
        try
        {
            var store = services.GetRequiredService<ISyncStore>();
            await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
            var candidate = new byte[MarkerKeyBytes];
            random.Fill(candidate);
            _markerKey = await store.GetOrAddSecretAsync(MarkerKeyName, candidate, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException unavailable)
        {
            if (Reason != unavailable.Message)
            {
                LogUnavailable(logger, unavailable.Message);
            }

            Reason = unavailable.Message;
            return false;
        }

        Reason = null;
        _ready.TrySetResult();
        return true;
    }

    /// <summary>Bounded by the host's life: a database may be away for any time.</summary>
    private async Task KeepTryingAsync()
    {
        try
        {
            do
            {
                await Task.Delay(options.Value.PollInterval, time, _stopping.Token).ConfigureAwait(false);
            }
            while (!await TryPrepareAsync(_stopping.Token).ConfigureAwait(false));
            LogRecovered(logger);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The host stops.
        }
        catch (Exception fatal)
        {
            // The database is there and cannot be used (a newer schema): waiting would not help.
            Reason = fatal.Message;
            LogCannotStart(logger, fatal.Message);
            _ready.TrySetException(fatal);
            services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        }
    }

    [LoggerMessage(1001, LogLevel.Warning, "The sync store is not available; trying again until it is: {Reason}")]
    private static partial void LogUnavailable(ILogger logger, string reason);

    [LoggerMessage(1002, LogLevel.Information, "The sync store is available")]
    private static partial void LogRecovered(ILogger logger);

    [LoggerMessage(1003, LogLevel.Critical, "GitSync cannot work, the host stops: {Reason}")]
    private static partial void LogCannotStart(ILogger logger, string reason);
}
