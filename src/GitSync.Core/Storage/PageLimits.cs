namespace GitSync;

/// <summary>What every store checks of a page that is asked for.</summary>
public static class PageLimits
{
    /// <exception cref="ArgumentOutOfRangeException">It is not from 1 to <see cref="OperationQuery.MaximumLimit"/>.</exception>
    public static int Require(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, OperationQuery.MaximumLimit);
        return limit;
    }
}
