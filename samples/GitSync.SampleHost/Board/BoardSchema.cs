using Microsoft.Data.Sqlite;

namespace GitSync.SampleHost.Board;

/// <summary>Makes the board's tables before anything uses them.</summary>
internal sealed class BoardSchema(BoardDatabase database) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await database.InitializeAsync(cancellationToken);
        }
        catch (SqliteException failure)
        {
            throw new StartupException($"ConnectionStrings:GitSync cannot be used: {failure.Message}");
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
