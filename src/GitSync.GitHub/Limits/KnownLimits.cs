namespace GitSync.GitHub;

/// <summary>What this host knows of an installation's limits. Thread-safe.</summary>
internal sealed class KnownLimits(string name)
{
    /// <summary>How often the requests that are left are told to the other hosts and to the pages, while they are many.</summary>
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private InstallationLimits _limits = new();
    private DateTimeOffset _readAt;
    private DateTimeOffset _toldAt;

    /// <summary>The document's name.</summary>
    public string Name { get; } = name;

    public InstallationLimits Limits
    {
        get
        {
            lock (_gate)
            {
                return _limits;
            }
        }
    }

    /// <summary>Whether what other hosts know was read after that time.</summary>
    public bool IsFresh(DateTimeOffset since)
    {
        lock (_gate)
        {
            return _readAt > since;
        }
    }

    public void Change(Func<InstallationLimits, InstallationLimits> change)
    {
        lock (_gate)
        {
            _limits = change(_limits);
        }
    }

    /// <summary>A request was granted.</summary>
    /// <returns>Whether the other hosts should know now.</returns>
    public bool Granted(RateHeaders? seen, DateTimeOffset now, double reserve)
    {
        lock (_gate)
        {
            var wasRefused = _limits.Refusals > 0;
            _limits = _limits.Grant(seen);
            var isScarce = seen is not null && seen.Remaining < reserve * seen.Limit;
            if (!wasRefused && (seen is null || (!isScarce && _toldAt + TellEvery > now)))
            {
                return false;
            }

            _toldAt = now;
            return true;
        }
    }

    /// <summary>Takes over what all hosts know. The requests that are left are known best by whoever saw the lowest number of an hour.</summary>
    public InstallationLimits Learn(InstallationLimits stored, DateTimeOffset now)
    {
        lock (_gate)
        {
            _readAt = now;
            var isOurs = _limits.ResetAt > stored.ResetAt || (_limits.ResetAt == stored.ResetAt && _limits.Remaining < stored.Remaining)
                || stored.ResetAt is null;
            return _limits = isOurs ? stored with { Limit = _limits.Limit, Remaining = _limits.Remaining, ResetAt = _limits.ResetAt } : stored;
        }
    }
}
