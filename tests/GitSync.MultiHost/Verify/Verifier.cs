namespace GitSync.MultiHost;

/// <summary>
/// Judges a run by what its processes wrote down and what the store holds, and by nothing else. What must hold:
/// <list type="number">
/// <item><see cref="NothingLost"/>: what was accepted has ended, once, and a chain of reasons leads to a completed run.</item>
/// <item><see cref="SerialLanes"/>: a run that was committed had its lane to itself; lanes change hands only after a lease.</item>
/// <item><see cref="LaneOrder"/>: GitHub's time never goes back in a lane, and the oldest of what was queued went first.</item>
/// <item><see cref="Fences"/>: fences grow, belong to one claim, and an old one is refused.</item>
/// <item><see cref="WholeCompletions"/>: history, answers and records tell the same; a completion is committed whole or not at all.</item>
/// <item><see cref="NothingLeft"/>: queues are empty, nothing runs, counts fit, links are those of the last run.</item>
/// </list>
/// </summary>
/// <remarks>
/// Times are compared only on the machine's monotonic clock, and only in the direction in which they prove something: an answer that
/// was there before a question was asked. The store's own times order nothing here but what it ordered by them itself.
/// </remarks>
internal static class Verifier
{
    public static Verdict Judge(Evidence evidence)
    {
        var verdict = new Verdict();
        var file = new CaseFile(evidence);
        NothingLost.Check(file, verdict);
        NothingLeft.Check(file, verdict);
        foreach (var lane in file.Lanes)
        {
            SerialLanes.Check(file, lane, verdict);
            LaneOrder.Check(file, lane, verdict);
            Fences.Check(lane, verdict);
            WholeCompletions.Check(file, lane, verdict);
        }

        return verdict;
    }
}
