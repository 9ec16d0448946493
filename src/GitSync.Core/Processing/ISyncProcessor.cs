namespace GitSync;

/// <summary>Brings one claimed lane in step and says how the claim ends. Thread-safe; one call per lane at a time.</summary>
public interface ISyncProcessor
{
    /// <summary>Reconciles the lane. Does not throw for what GitHub or the application refuse: that is a <see cref="Completion"/>.</summary>
    /// <param name="claim">The claimed operation.</param>
    /// <param name="cancellationToken">The host is stopping or the lease is running out: end soon; no new call to GitHub is begun.</param>
    Task<Completion> ProcessAsync(ClaimedOperation claim, CancellationToken cancellationToken);
}
