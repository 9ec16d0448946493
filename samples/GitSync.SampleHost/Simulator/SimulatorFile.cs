using GitSync.SampleHost.Start;
using GitSync.Testing.Simulator;

namespace GitSync.SampleHost.Simulator;

/// <summary>
/// Keeps the simulated GitHub in a file, change by change: GitHub does not forget what it has answered, and a restarted board must find the
/// issues that its tasks are linked to. Belongs to one host at a time: two simulators would be two GitHubs.
/// </summary>
internal sealed class SimulatorFile : IDisposable
{
    private readonly string _path;
    private readonly FileStream _claim;

    private SimulatorFile(string path, FileStream claim) => (_path, _claim) = (path, claim);

    /// <exception cref="StartupException">It cannot be used, or another host uses it.</exception>
    public static SimulatorFile Open(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        if (!Directory.Exists(folder))
        {
            throw new StartupException(
                $"Simulator:StateFile is '{path}' (by default beside the file that ConnectionStrings:GitSync names), in a folder that is not there.");
        }

        try
        {
            // Not the file itself, which every change replaces. The lock ends with the process, however that ends.
            return new SimulatorFile(path, new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException refusal)
        {
            throw new StartupException($"Simulator:StateFile is '{path}', and nothing can be written there: {refusal.Message}");
        }
        catch (IOException)
        {
            throw new StartupException(
                $"Simulator:StateFile is '{path}', and another host keeps its simulated GitHub there. Several hosts need one GitHub: give this one "
                + "GitHub:ApiBaseAddress, the other one's address with /github/ (for example http://localhost:5080/github/), or GitHub:Mode=App.");
        }
    }

    /// <summary>Brings back what is in the file, and saves every change from now on.</summary>
    public void Keep(GitHubSimulator simulator)
    {
        if (File.Exists(_path))
        {
            simulator.Restore(File.ReadAllBytes(_path));
        }

        simulator.OnChange(state =>
        {
            // Written aside and renamed: a kill in the middle leaves the former file whole.
            File.WriteAllBytes(_path + ".new", state);
            File.Move(_path + ".new", _path, overwrite: true);
        });
    }

    public void Dispose() => _claim.Dispose();
}
