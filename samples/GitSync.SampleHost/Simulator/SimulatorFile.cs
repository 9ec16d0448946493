using GitSync.Testing.Simulator;

namespace GitSync.SampleHost.Simulator;

/// <summary>
/// Keeps the simulated GitHub in a file beside the board's database, change by change: GitHub does not forget what it has answered, and a
/// restarted board must find the issues that its tasks are linked to.
/// </summary>
internal static class SimulatorFile
{
    public static void Attach(GitHubSimulator simulator, string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        if (!Directory.Exists(folder))
        {
            throw new StartupException($"ConnectionStrings:GitSync names a file in '{folder}', a folder that is not there.");
        }

        if (File.Exists(path))
        {
            simulator.Restore(File.ReadAllBytes(path));
        }

        simulator.OnChange(state =>
        {
            // Written aside and renamed: a kill in the middle leaves the former file whole.
            File.WriteAllBytes(path + ".new", state);
            File.Move(path + ".new", path, overwrite: true);
        });
    }
}
