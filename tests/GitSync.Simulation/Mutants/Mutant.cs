namespace GitSync.Simulation;

/// <summary>A mistake somebody could make, as one change of one file.</summary>
/// <param name="Name">Short.</param>
/// <param name="File">From the repository's root.</param>
/// <param name="Original">What stands there exactly once.</param>
/// <param name="Changed">What stands there instead.</param>
internal sealed record Mutant(string Name, string File, string Original, string Changed);
