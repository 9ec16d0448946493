namespace GitSync.MultiHost;

/// <summary>A fresh database for one run, gone afterwards.</summary>
internal sealed class RunDatabase : IAsyncDisposable
{
    private RunDatabase(string connectionString) => ConnectionString = connectionString;

    public string ConnectionString { get; }

    public static Task<RunDatabase> MakeAsync(StorageKind storage, string folder) => storage switch
    {
        StorageKind.Sqlite => Task.FromResult(new RunDatabase("Data Source=" + Path.Combine(folder, "queue.db"))),
        _ => throw new NotSupportedException("Not yet."),
    };

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
