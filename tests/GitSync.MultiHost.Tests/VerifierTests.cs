namespace GitSync.MultiHost.Tests;

/// <summary>The verifier on hand-made histories: what is right passes, however odd it looks, and what is wrong is found.</summary>
public sealed class VerifierTests
{
    private readonly Story _story = new();

    public static TheoryData<string> Damages() => [.. Sabotage.All.Select(damage => damage.Name)];

    [Theory]
    [MemberData(nameof(Damages))]
    public void GoodEvidenceDamaged_IsNoticed(string name)
    {
        var damage = Sabotage.All.Single(damage => damage.Name == name);
        var good = Ordinary();
        Verifier.Judge(good).Kept.Should().BeEmpty();
        Verifier.Judge(damage.Do(good)!).Counts.Should().ContainKey(damage.NoticedAs);
    }

    [Fact]
    public void AcceptedOperationThatIsNowhere_IsLost()
    {
        var id = _story.Inbound(1);
        _story.Complete(_story.Inbound(2), 1);
        _story.Forget(id);
        Found(ViolationKind.Lost, id);
    }

    [Fact]
    public void OperationOfAKilledSender_MayBeThereOrNot()
    {
        var id = _story.Inbound(1);
        _story.LeaveUnanswered(id);
        _story.Complete(_story.Inbound(2), 1);
        _story.Forget(id);
        FoundNothing();
    }

    [Fact]
    public void SuccessorThatBeginsWhileARunGoesOn_Overlaps()
    {
        var (first, second) = (_story.Inbound(1), _story.Inbound(2));
        _story.Claim(first, 1);
        _story.Start(first, 1);
        _story.Claim(second, 2, "w2");
        _story.Start(second, 2, "w2");
        _story.End(1);
        _story.End(2, "w2");
        _story.Commit(1);
        _story.Commit(2, "w2");
        Found(ViolationKind.Overlap, "run 1 of w1 was committed");
    }

    [Fact]
    public void PausedWorkerThatIsRefused_MayOverlap()
    {
        var id = _story.Inbound(1);
        _story.Claim(id, 1);
        _story.Start(id, 1);
        _story.Wait(TimeSpan.FromSeconds(4));
        _story.Claim(id, 2, "w2");
        _story.Start(id, 2, "w2");
        _story.End(1);
        _story.End(2, "w2", links: true);
        _story.Commit(2, "w2");
        _story.Commit(1, outcome: CommitOutcome.LeaseLost);
        FoundNothing();
    }

    [Fact]
    public void PausedWorkerThatIsAccepted_BreaksTheFence()
    {
        var id = _story.Inbound(1);
        _story.Claim(id, 1);
        _story.Start(id, 1);
        _story.Wait(TimeSpan.FromSeconds(4));
        _story.Complete(id, 2, "w2");
        _story.End(1);
        _story.Commit(1);
        Found(ViolationKind.Fence, "under fence 1 was accepted");
    }

    [Fact]
    public void FenceThatIsGivenTwice_IsFound()
    {
        var (first, second) = (_story.Inbound(1), _story.Inbound(2));
        _story.Complete(first, 1);
        _story.Complete(second, 1, "w2");
        Found(ViolationKind.Fence, "fence 1 was given to w1");
    }

    [Fact]
    public void OlderStateAfterANewerOne_IsOutOfOrder()
    {
        var (newer, older) = (_story.Inbound(2), _story.Inbound(1));
        _story.Complete(newer, 1);
        _story.Complete(older, 2);
        Found(ViolationKind.Order, older);
    }

    [Fact]
    public void StateOfTheSameSecondThatComesLater_MayHaveTheSmallerId()
    {
        var made = _story.NewId();
        _story.Complete(_story.Inbound(1), 1);
        _story.Complete(_story.Inbound(1, made), 2);
        FoundNothing();
    }

    [Fact]
    public void YoungerOperationThatGoesFirst_IsOutOfOrder()
    {
        var outbound = _story.Outbound();
        var inbound = _story.Inbound(3600);
        _story.Complete(inbound, 1);
        _story.Complete(outbound, 2);
        Found(ViolationKind.Order, outbound);
    }

    [Fact]
    public void OlderOperationThatArrivesDuringTheClaim_MayGoSecond()
    {
        var inbound = _story.Inbound(3600);
        _story.Claim(inbound, 1);
        var outbound = _story.Outbound();
        _story.Start(inbound, 1);
        _story.End(1);
        _story.Commit(1);
        _story.Complete(outbound, 2);
        FoundNothing();
    }

    [Fact]
    public void LaneTakenFromALivingWorker_IsATakeover()
    {
        var id = _story.Inbound(1);
        _story.Claim(id, 1);
        _story.Start(id, 1);
        _story.Wait(TimeSpan.FromSeconds(2));
        _story.Renew();
        _story.Wait(TimeSpan.FromSeconds(2));
        _story.Complete(id, 2, "w2");
        Found(ViolationKind.Takeover, "run 1 of w1 was not committed");
    }

    [Fact]
    public void DuplicateOfOneThatHadAlreadyRun_IsLost()
    {
        var first = _story.Inbound(1);
        _story.Complete(first, 1);
        var second = _story.Inbound(1);
        _story.Double(second, first, SyncRule.SameMomentCovered);
        Found(ViolationKind.Lost, second);
    }

    [Fact]
    public void CoverThatRanAndWasCanceledAsARetry_IsJudgedByWhoCanceledIt()
    {
        var first = _story.Inbound(1);
        _story.Claim(first, 1);
        _story.Start(first, 1);
        _story.End(1, meant: OperationState.Queued);
        _story.Commit(1);
        var second = _story.Inbound(1);
        _story.Double(second, first, SyncRule.SameMomentCovered);
        var third = _story.Inbound(2);
        _story.Cancel(first, third);
        _story.Complete(third, 2);
        FoundNothing();
    }

    [Fact]
    public void OperationsThatCoverEachOther_AreLost()
    {
        var (first, second) = (_story.Outbound(), _story.Outbound());
        _story.Cancel(first, second);
        _story.Cancel(second, first);
        Found(ViolationKind.Lost, first);
        Found(ViolationKind.Lost, second);
    }

    /// <summary>A lane as it goes every day, with something in it for each damage.</summary>
    private Evidence Ordinary()
    {
        _story.Complete(_story.Inbound(1), 1);
        _story.Complete(_story.Inbound(2), 2, "w2");
        var (covered, cover) = (_story.Inbound(3), _story.Inbound(4));
        _story.Cancel(covered, cover);
        _story.Complete(cover, 3);
        _story.DropAsOutdated(_story.Inbound(2), cover);
        var next = _story.NewId();
        _story.Complete(_story.Outbound(), 4, "w2", followUp: next);
        _story.Complete(next, 5);
        return _story.Evidence();
    }

    private void Found(ViolationKind kind, object about) => _story.Judge().Kept
        .Should().Contain(violation => violation.Kind == kind && violation.Evidence.Contains(about.ToString()!));

    private void FoundNothing() => _story.Judge().Kept.Should().BeEmpty();
}
