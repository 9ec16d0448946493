using GitSync.Testing.Simulator;

namespace GitSync.SampleHost.Simulator;

/// <summary>
/// Keeps the simulated GitHub in a file beside the board's database: a restarted board must find the issues that its tasks are linked to.
/// </summary>
internal sealed class SimulatorFile(GitHubSimulator simulator, string path, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private long _saved;

    public static void RestoreInto(GitHubSimulator simulator, string path)
    {
        if (File.Exists(path))
        {
            simulator.Restore(File.ReadAllBytes(path));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                SaveChanges();
            }
        }
        catch (OperationCanceledException)
        {
            SaveChanges();
        }
    }

    private void SaveChanges()
    {
        if (simulator.ChangeCount is var count && count == _saved)
        {
            return;
        }

        // Written aside and renamed: a kill in the middle leaves the former file whole.
        File.WriteAllBytes(path + ".new", simulator.Save());
        File.Move(path + ".new", path, overwrite: true);
        _saved = count;
    }
}
