using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GitSync.GitHub;

/// <summary>
/// Asks before every request whether GitHub allows it, and remembers what GitHub said, with the installation and for every host. A request that
/// has to wait is not sent at all: going on while limited risks a ban. Thread-safe.
/// </summary>
internal sealed partial class RequestBudget(
    ISharedState shared, TimeProvider time, IOptions<GitHubOptions> options, ILogger<RequestBudget> logger)
{
    /// <summary>How long what other hosts have learned may be unknown here.</summary>
    private static readonly TimeSpan RefreshEvery = TimeSpan.FromSeconds(5);

    /// <summary>More installations than one host works for at a time; the others are read again.</summary>
    private const int MaximumKnown = 10_000;

    private readonly ConcurrentDictionary<string, KnownLimits> _known = new(StringComparer.Ordinal);
    private readonly ILogger _logger = logger;

    /// <summary>Returns when the request may be sent.</summary>
    /// <exception cref="RemoteException">It has to wait (<see cref="RemoteFailure.Limited"/>), or nobody knows; nothing was sent.</exception>
    public async ValueTask EnterAsync(RequestOf on, GitHubRequest request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var known = Of(NameOf(on.InstallationId));
        try
        {
            var limits = await ReadAsync(known, now, cancellationToken).ConfigureAwait(false);
            if (limits.MustWait(now, options.Value.ReservedShare, on.IsUrgent) is { } wait)
            {
                throw Wait(wait.Until, wait.Reason);
            }

            if (request.IsWrite && await PaceAsync(known, on.IsUrgent, now, cancellationToken).ConfigureAwait(false) is { } until)
            {
                throw Wait(until, "writes to GitHub are paced");
            }
        }
        catch (StoreUnavailableException away)
        {
            throw new RemoteException(RemoteFailure.Unavailable, "Whether GitHub may be asked is not known: " + away.Message, innerException: away);
        }
    }

    private async ValueTask<DateTimeOffset?> PaceAsync(KnownLimits known, bool isUrgent, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var minute = PaceOf(options.Value.MaximumWritesPerMinute, TimeSpan.FromMinutes(1));
        var hour = PaceOf(options.Value.MaximumWritesPerHour, TimeSpan.FromHours(1));
        if (minute is null && hour is null)
        {
            return null;
        }

        DateTimeOffset? until = null;
        var stored = await shared.ChangeStateAsync(
            known.Name,
            before =>
            {
                (var left, until) = InstallationLimits.Read(before).TakeWrite(now, minute, hour, isUrgent);
                return left.Write();
            },
            cancellationToken).ConfigureAwait(false);
        known.Learn(InstallationLimits.Read(stored), now);
        return until;
    }

    /// <summary>GitHub granted a request. Never fails: the answer is more than what is learned from it.</summary>
    public async ValueTask GrantedAsync(RequestOf on, RateHeaders? seen, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var known = Of(NameOf(on.InstallationId));
        if (known.Granted(seen, now, options.Value.ReservedShare))
        {
            await TryChangeAsync(known, limits => limits.Grant(seen), now, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>GitHub refused a request because of a limit. Never fails.</summary>
    /// <returns>The refusal, with the time until which the installation waits.</returns>
    public async ValueTask<RemoteException> RefusedAsync(RequestOf on, RemoteException refusal, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var known = Of(NameOf(on.InstallationId));
        known.Change(limits => limits.Refuse(now, refusal.RetryAt));
        await TryChangeAsync(known, limits => limits.Refuse(now, refusal.RetryAt), now, cancellationToken).ConfigureAwait(false);
        return new RemoteException(RemoteFailure.Limited, refusal.Message, refusal.HttpStatus, known.Limits.BlockedUntil ?? refusal.RetryAt, refusal);
    }

    private static RemoteException Wait(DateTimeOffset until, string reason) => new(
        RemoteFailure.Limited,
        string.Create(CultureInfo.InvariantCulture, $"{reason}, until {until:yyyy-MM-dd HH:mm:ss'Z'}."),
        retryAt: until);

    /// <summary>One budget per installation; a plain token has its own.</summary>
    public static string NameOf(long? installationId) =>
        installationId is { } id ? string.Create(CultureInfo.InvariantCulture, $"limits/{id}") : "limits/token";

    private static WritePace? PaceOf(int maximum, TimeSpan window) => maximum > 0 ? new WritePace(maximum, window) : null;

    private async ValueTask<InstallationLimits> ReadAsync(KnownLimits known, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (known.IsFresh(now - RefreshEvery))
        {
            return known.Limits;
        }

        var stored = await shared.FindStateAsync(known.Name, cancellationToken).ConfigureAwait(false);
        return known.Learn(InstallationLimits.Read(stored), now);
    }

    private async ValueTask TryChangeAsync(
        KnownLimits known, Func<InstallationLimits, InstallationLimits> change, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            var stored = await shared.ChangeStateAsync(known.Name, before => change(InstallationLimits.Read(before)).Write(), cancellationToken)
                .ConfigureAwait(false);
            known.Learn(InstallationLimits.Read(stored), now);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            LogNotShared(known.Name, failure.Message);
        }
    }

    private KnownLimits Of(string name)
    {
        if (_known.Count >= MaximumKnown)
        {
            _known.Clear();
        }

        return _known.GetOrAdd(name, static key => new KnownLimits(key));
    }

    [LoggerMessage(2201, LogLevel.Warning, "What GitHub said of {Name} is known to this host alone: {Reason}")]
    private partial void LogNotShared(string name, string reason);
}

/// <summary>On whose account a request is sent.</summary>
/// <param name="InstallationId">The installation, or null with a plain token.</param>
/// <param name="IsUrgent">Whether a user's edit waits for it.</param>
/// <param name="RepositoryId">The repository that it is about; null for finding one.</param>
internal readonly record struct RequestOf(long? InstallationId, bool IsUrgent, long? RepositoryId = null)
{
    /// <summary>The token that it needs.</summary>
    public TokenScope Scope => new(InstallationId, RepositoryId);
}
