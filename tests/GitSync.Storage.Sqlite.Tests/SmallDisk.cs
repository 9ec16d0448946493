using System.Diagnostics;

namespace GitSync.Storage.Sqlite.Tests;

/// <summary>
/// A disk of a few MB, for what happens when it is full or may not be written to. Only root may mount one; others get null.
/// </summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gitsync-disk-");

    private SmallDisk()
    {
    }

    public string ConnectionString => "Data Source=" + Path.Combine(_directory.FullName, "gitsync.db") + ";Pooling=False";

    private string Ballast => Path.Combine(_directory.FullName, "ballast");

    public static SmallDisk? TryMount(int kilobytes)
    {
        var disk = new SmallDisk();
        if (Run("mount", "-t", "tmpfs", "-o", $"size={kilobytes}k", "tmpfs", disk._directory.FullName))
        {
            return disk;
        }

        disk._directory.Delete(recursive: true);
        return null;
    }

    /// <summary>Takes all the room that is left but for so much.</summary>
    public void FillBut(int kilobytes)
    {
        var free = new DriveInfo(_directory.FullName).AvailableFreeSpace - (kilobytes * 1024L);
        if (free > 0)
        {
            File.WriteAllBytes(Ballast, new byte[free]);
        }
    }

    public void MakeRoom() => File.Delete(Ballast);

    public void MakeReadOnly() => Run("mount", "-o", "remount,ro", _directory.FullName);

    public void MakeWritable() => Run("mount", "-o", "remount,rw", _directory.FullName);

    public void Dispose()
    {
        // Whatever still has a file open there lets go of it when it is closed.
        Run("umount", "-l", _directory.FullName);
        _directory.Delete(recursive: true);
    }

    private static bool Run(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
