namespace GitSync;

/// <summary>
/// The database does not serve right now: it is down, starting, full, read-only, or has no connection left. Nothing is lost: what was
/// to be stored was not, and the caller may try again. The message says what to do and holds no secret.
/// </summary>
public sealed class StoreUnavailableException : Exception
{
    /// <summary>The store cannot serve.</summary>
    public StoreUnavailableException()
    {
    }

    /// <summary>The store cannot serve.</summary>
    /// <param name="message">What is the matter and what to do.</param>
    public StoreUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>The store cannot serve.</summary>
    /// <param name="message">What is the matter and what to do.</param>
    /// <param name="innerException">The driver's own.</param>
    public StoreUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
