namespace GitSync;

/// <summary>How what webhooks did not bring is found. Bound from <c>GitSync:Repair</c>.</summary>
public sealed class RepairOptions
{
    /// <summary>Whether issues and comments that are there when a repository is connected come in.</summary>
    /// <value>Default true.</value>
    public bool Backfill { get; set; } = true;

    /// <summary>How long after a look for changes the next one follows; zero switches sweeps and backfills off.</summary>
    /// <remarks>A look at a repository in which nothing changed is two requests that GitHub does not count.</remarks>
    /// <value>Default 10 minutes; zero, or 10 seconds to 1 day.</value>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How much of the time before the newest known state a look takes in again: replicas lag, and webhooks come late.</summary>
    /// <value>Default 2 minutes; 0 to 1 hour.</value>
    public TimeSpan SweepOverlap { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long after a look for webhooks that failed the next one follows; zero for none. Only with a GitHub App.</summary>
    /// <remarks>GitHub keeps failed deliveries for three days, and never sends them again by itself.</remarks>
    /// <value>Default 5 minutes; zero, or 10 seconds to 1 day.</value>
    public TimeSpan RedeliveryInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often what is linked is compared with what is there, to find deletions that no webhook told of; zero for never.</summary>
    /// <remarks>A list page per hundred issues and comments each time.</remarks>
    /// <value>Default 1 day; zero, or 1 hour to 30 days.</value>
    public TimeSpan MissingInterval { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How often a host asks whether there is something to do.</summary>
    /// <value>Default 15 seconds; 1 second to 10 minutes.</value>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(15);
}
