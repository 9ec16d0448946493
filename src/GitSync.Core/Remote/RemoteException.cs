namespace GitSync;

/// <summary>How a request to GitHub failed, as far as it matters what to do next.</summary>
public enum RemoteFailure
{
    /// <summary>404: not there, not yet on this replica, or no access. Alone it is never a deletion.</summary>
    NotFound,

    /// <summary>410: deleted.</summary>
    Gone,

    /// <summary>301 and the like on an issue: transferred to another repository.</summary>
    Moved,

    /// <summary>403 or 429 with a limit: wait until <see cref="RemoteException.RetryAt"/>.</summary>
    Limited,

    /// <summary>401: the credentials do not hold.</summary>
    Unauthorized,

    /// <summary>403 without a limit, 451, archived, locked: this may not be done.</summary>
    Forbidden,

    /// <summary>422 and other 4xx: GitHub does not take this content.</summary>
    Invalid,

    /// <summary>The request certainly was not applied: refused connection, no token, 5xx on a read.</summary>
    Unavailable,

    /// <summary>A write whose answer was lost: a timeout, a cut connection, a 5xx, an unreadable answer. It may or may not have been applied.</summary>
    OutcomeUnknown,

    /// <summary>410 whose words say that issues are disabled: switched off in the repository's settings, of which no webhook tells.</summary>
    IssuesOff,
}

/// <summary>GitHub refused a request or left its outcome unknown. The message is a sentence without secrets.</summary>
public sealed class RemoteException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="failure">How it failed.</param>
    /// <param name="message">What to tell a person; no tokens, no bodies.</param>
    /// <param name="httpStatus">The status code, or null when there was no answer.</param>
    /// <param name="retryAt">For limits: not before, UTC.</param>
    /// <param name="innerException">The cause, or null.</param>
    public RemoteException(
        RemoteFailure failure, string message, int? httpStatus = null, DateTimeOffset? retryAt = null, Exception? innerException = null)
        : base(message, innerException)
    {
        Failure = failure;
        HttpStatus = httpStatus;
        RetryAt = retryAt;
    }

    /// <summary>How it failed.</summary>
    public RemoteFailure Failure { get; }

    /// <summary>The status code, or null when there was no answer.</summary>
    public int? HttpStatus { get; }

    /// <summary>For limits: not before, UTC; null when GitHub did not say.</summary>
    public DateTimeOffset? RetryAt { get; }
}
