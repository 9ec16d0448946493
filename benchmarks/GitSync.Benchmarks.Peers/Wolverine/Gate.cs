namespace GitSync.Benchmarks.Peers;

/// <summary>Lets jobs through, or holds them back. Thread-safe.</summary>
internal sealed class Gate
{
    private volatile TaskCompletionSource _open = New();

    public Task PassAsync() => _open.Task;

    public void Open() => _open.TrySetResult();

    public void Close() => _open = New();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
