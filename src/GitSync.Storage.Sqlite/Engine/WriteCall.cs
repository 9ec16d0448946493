namespace GitSync.Storage.Sqlite;

/// <summary>A caller that waits for its transaction.</summary>
internal abstract class WriteCall
{
    public abstract bool IsCanceled { get; }

    /// <summary>Why it failed, or null.</summary>
    public Exception? Failure { get; protected set; }

    /// <summary>Does the work; false when it failed and has to be undone.</summary>
    public abstract bool Run(SqliteSession session);

    /// <summary>The commit is durable: tells the caller its result, or why it alone failed.</summary>
    public abstract void Complete();

    /// <summary>Nothing was committed.</summary>
    public abstract void Fail(Exception exception);
}

/// <inheritdoc />
internal sealed class WriteCall<T>(Func<SqliteSession, T> work, Func<Exception, Exception> translate, CancellationToken cancellationToken) : WriteCall
{
    private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _value;

    public Task<T> Result => _result.Task;

    public override bool IsCanceled => cancellationToken.IsCancellationRequested;

    public override bool Run(SqliteSession session)
    {
        try
        {
            _value = work(session);
            return true;
        }
        catch (Exception exception)
        {
            Failure = exception;
            return false;
        }
    }

    public override void Complete()
    {
        if (Failure is null)
        {
            _result.TrySetResult(_value!);
        }
        else
        {
            _result.TrySetException(translate(Failure));
        }
    }

    public override void Fail(Exception exception) => _result.TrySetException(Failure is null ? exception : translate(Failure));
}
