namespace GitSync;

/// <summary>What stops GitSync before it does harm in bulk. Bound from <c>GitSync:Guards</c>.</summary>
public sealed class GuardOptions
{
    /// <summary>Whether GitHub is written to, unless a switch says less (<see cref="IWriteSwitches"/>).</summary>
    /// <value>Default <see cref="WriteMode.On"/>.</value>
    public WriteMode Writes { get; set; }

    /// <summary>How many closes and deletions are carried over for one repository within <see cref="RemovalWindow"/>; 0 for no bound.</summary>
    /// <remarks>A script that went wrong on one side must not empty the other. What is beyond waits for a person (<see cref="IRemovalBreakers"/>).</remarks>
    /// <value>Default 50; 0 to 1,000.</value>
    public int MaximumRemovals { get; set; } = 50;

    /// <summary>The window of <see cref="MaximumRemovals"/>.</summary>
    /// <value>Default 10 minutes; 1 minute to 1 day.</value>
    public TimeSpan RemovalWindow { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How often an object may be written back to GitHub after changes from there within <see cref="SwingWindow"/>; 0 for no bound.</summary>
    /// <remarks>Two programs that each insist on their own value would go on for ever.</remarks>
    /// <value>Default 10; 0 to 1,000.</value>
    public int MaximumSwings { get; set; } = 10;

    /// <summary>The window of <see cref="MaximumSwings"/>.</summary>
    /// <value>Default 10 minutes; 1 minute to 1 day.</value>
    public TimeSpan SwingWindow { get; set; } = TimeSpan.FromMinutes(10);
}
