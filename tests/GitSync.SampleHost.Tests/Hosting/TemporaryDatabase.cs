namespace GitSync.SampleHost.Tests;

/// <summary>A database file in a folder of its own, deleted with it.</summary>
internal sealed class TemporaryDatabase : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gitsync-host-").FullName;

    public string Path => System.IO.Path.Combine(_folder, "board.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
