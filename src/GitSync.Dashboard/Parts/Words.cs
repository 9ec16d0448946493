namespace GitSync.Dashboard.Parts;

/// <summary>Settings as words.</summary>
internal static class Words
{
    public static string Of(WriteMode mode) => mode switch
    {
        WriteMode.On => "on",
        WriteMode.Off => "off: they wait",
        WriteMode.Shadow => "shadow: decided, not sent",
        _ => "unknown",
    };

    /// <summary>How far the first import of a repository is.</summary>
    public static string OfImport(SweepProgress? sweep) => sweep switch
    {
        null => "not begun",
        { BackfillEndedAt: not null } => "done",
        { PagesLeft: { } left } => string.Create(CultureInfo.InvariantCulture, $"{sweep.Listed:N0} listed, {left:N0} pages left of {StageOf(sweep.Stage)}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{sweep.Listed:N0} listed so far: {StageOf(sweep.Stage)}"),
    };

    public static string StageOf(SweepStage stage) => stage switch
    {
        SweepStage.BackfillIssues => "all issues",
        SweepStage.BackfillComments => "all comments",
        SweepStage.ChangedIssues => "changed issues",
        SweepStage.ChangedComments => "changed comments",
        _ => "unknown",
    };
}
