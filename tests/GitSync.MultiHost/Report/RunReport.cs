namespace GitSync.MultiHost;

/// <summary>What a run came to.</summary>
/// <param name="Settings">What was asked for.</param>
/// <param name="Seconds">From the first host's start until all had stopped.</param>
/// <param name="Evidence">What was judged.</param>
/// <param name="Verdict">What is wrong.</param>
internal sealed record RunReport(RunSettings Settings, double Seconds, Evidence Evidence, Verdict Verdict)
{
    public Figures Figures => Figures.Of(this);
}
