using Snapshooter;
using Snapshooter.Xunit;

namespace GitSync.Tests;

/// <summary>The one place that knows the snapshot library (docs/adr/0003): texts are compared with the files in a test project's <c>__snapshots__</c>.</summary>
internal static class Snapshots
{
    /// <summary>Compares with the snapshot of that name; a missing one is written, or fails where the tests run in strict mode.</summary>
    /// <remarks>
    /// The folder is found from where the tests run: a deterministic build (CI=true) writes <c>/_/</c> into the debug information, and what is
    /// looked up from a stack frame is not there.
    /// </remarks>
    public static void Match(string text, string name) =>
        Snapshot.Match(text.ReplaceLineEndings("\n"), new SnapshotFullName($"{name}.snap", ProjectFolder()));

    private static string ProjectFolder()
    {
        var project = $"{typeof(Snapshots).Assembly.GetName().Name}.csproj";
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, project)))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"{project} is in no folder above {AppContext.BaseDirectory}; run the tests from the repository.");
    }
}
