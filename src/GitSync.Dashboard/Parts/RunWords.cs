using GitSync.Dashboard.Runs;

namespace GitSync.Dashboard.Parts;

/// <summary>How far a run is, in words.</summary>
internal static class RunWords
{
    public static string Of(Run run, bool isAbandoned) => run.State switch
    {
        RunState.Running when isAbandoned => "Its host seems to have died; it can go on.",
        RunState.Running => "At work.",
        RunState.Finished => "Finished.",
        RunState.Stopped => "Stopped; it can go on.",
        RunState.Interrupted => "Interrupted; it can go on.",
        _ => "Unknown.",
    };
}
