namespace GitSync.Testing.Simulator;

/// <summary>One object with its past, so that a lagging read replica can be played: webhooks outrun replicas on GitHub.</summary>
internal sealed class Versioned<T>
    where T : class
{
    /// <summary>How many versions are kept; a lag beyond the oldest one answers with the oldest one.</summary>
    public const int MaxVersions = 64;

    private readonly List<(DateTimeOffset At, T? Value)> versions = [];

    public Versioned(T value, DateTimeOffset at) => versions.Add((at, value));

    /// <summary>The newest version; null once removed.</summary>
    public T? Current => versions[^1].Value;

    public void Set(T? value, DateTimeOffset at)
    {
        if (versions.Count == MaxVersions)
            versions.RemoveAt(0);
        versions.Add((at, value));
    }

    /// <summary>The version that a replica shows which stands at <paramref name="instant"/>; null: not there yet, or removed.</summary>
    public T? AsOf(DateTimeOffset? instant)
    {
        if (instant is null)
            return Current;
        for (var i = versions.Count - 1; i >= 0; i--)
        {
            if (versions[i].At <= instant)
                return versions[i].Value;
        }

        return versions.Count == MaxVersions ? versions[0].Value : null;
    }
}
