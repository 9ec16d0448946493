using Snapshooter.Xunit;

namespace GitSync.Tests;

/// <summary>The one place that knows the snapshot library (docs/adr/0003): texts are compared with the files in <c>__snapshots__</c>.</summary>
internal static class Snapshots
{
    /// <summary>Compares with the snapshot named after the calling test; a missing one is written, or fails where CI runs in strict mode.</summary>
    public static void Match(string text) => Snapshot.Match(text.ReplaceLineEndings("\n"));
}
