namespace GitSync.Core.Tests;

/// <summary>What an arriving operation becomes, what it covers, and what its lane looks like afterwards, field by field.</summary>
public sealed class LaneAcceptanceTests
{
    private static readonly DateTimeOffset Now = Some.Noon.AddMinutes(10);

    [Fact]
    public void Accept_QueuesWhatNothingStandsAgainst()
    {
        var operation = Some.Inbound(1);

        var acceptance = Accept(Some.Lane(), operation);

        var queued = operation with { LaneId = 1, Rule = SyncRule.Accepted, Explanation = "Queued.", CreatedAt = Now, WaitingSince = Now };
        acceptance.Operation.Should().Be(queued);
        acceptance.Lane.Should().Be(Some.Lane() with
        {
            QueuedInbound = new PendingOperation(
                Some.Id(1), SyncDirection.Inbound, SyncAction.Edited, RemoteKind.Issue, Some.At(5), operation.ContentHash, Now),
            Watermark = new Watermark(Some.At(5), Some.Id(1), operation.ContentHash),
        });
        acceptance.Should().Match<Acceptance>(each => each.Cancel.Count == 0 && each.FlagFetchOn == null && each.InheritsFrom == null);
    }

    [Fact]
    public void Accept_QueuesNewsFromHereToReadGitHubFirst()
    {
        var acceptance = Accept(Some.Lane(), Some.Outbound(1));

        acceptance.Operation.Should().Be(Some.Outbound(1) with
        {
            LaneId = 1, Rule = SyncRule.Accepted, Explanation = "Queued.", Fetch = true, CreatedAt = Now, WaitingSince = Now,
        });
        acceptance.Lane.Should().Be(Some.Lane() with
        {
            QueuedOutbound = new PendingOperation(Some.Id(1), SyncDirection.Outbound, SyncAction.Edited, RemoteKind.Issue, null, null, Now),
            RecordWatermark = new RecordWatermark(Some.Noon, Some.Id(1)),
        });
        acceptance.Cancel.Should().BeEmpty();
    }

    [Theory]
    [InlineData(false, true, false)]
    [InlineData(true, true, true)]
    [InlineData(false, false, true)]
    [InlineData(true, false, true)]
    public void Accept_ReadsGitHub_WhenTheCallerOrTheRuleWantsIt(bool callerWants, bool hasHash, bool reads)
    {
        var operation = Some.Inbound(1);

        Accept(Some.Lane(), operation with { Fetch = callerWants, ContentHash = hasHash ? operation.ContentHash : null }).Operation.Fetch.Should().Be(reads);
    }

    [Fact]
    public void Accept_DropsWhatIsOlder_AndLeavesTheLane()
    {
        var lane = Some.Lane() with { Watermark = Some.Watermark(8, 6, Some.ContentA) };

        var acceptance = Accept(lane, Some.Inbound(1));

        acceptance.Operation.Should().Be(Some.Inbound(1) with
        {
            LaneId = 1,
            State = OperationState.Dropped,
            Rule = SyncRule.Outdated,
            Explanation = $"Dropped for operation {Some.Id(8)}: its state of 2026-03-01 12:00:06Z is later than this one of 2026-03-01 12:00:05Z.",
            DroppedFor = Some.Id(8),
            CreatedAt = Now,
            WaitingSince = Now,
            EndedAt = Now,
        });
        acceptance.Lane.Should().BeSameAs(lane);
        acceptance.Cancel.Should().BeEmpty();
        acceptance.FlagFetchOn.Should().BeNull();
    }

    [Fact]
    public void Accept_EndsTheSameNewsAsADuplicate_AndLeavesTheLane()
    {
        var lane = Some.Lane() with { Watermark = Some.Watermark(8, 5, ContentHash.Of(Some.Issue())) };

        var acceptance = Accept(lane, Some.Inbound(1));

        acceptance.Operation.Should().Be(Some.Inbound(1) with
        {
            LaneId = 1,
            State = OperationState.Duplicate,
            Rule = SyncRule.SameMomentSameContent,
            Explanation = $"Duplicate of operation {Some.Id(8)}: the same content in the same second, 2026-03-01 12:00:05Z.",
            DuplicateOf = Some.Id(8),
            CreatedAt = Now,
            WaitingSince = Now,
            EndedAt = Now,
        });
        acceptance.Lane.Should().BeSameAs(lane);
    }

    [Fact]
    public void Accept_QueuesOtherContentOfTheSameSecond_WithoutCallingItADuplicateOrDropped()
    {
        var lane = Some.Lane() with { Watermark = Some.Watermark(8, 5, Some.ContentA) };

        var acceptance = Accept(lane, Some.Inbound(1));

        acceptance.Operation.Should().Match<SyncOperation>(each => each.State == OperationState.Queued && each.Rule == SyncRule.SameMomentFetch
            && each.Fetch && each.DuplicateOf == null && each.DroppedFor == null && each.EndedAt == null);
        acceptance.Lane.Watermark.Should().Be(new Watermark(Some.At(5), Some.Id(1), Some.Inbound(1).ContentHash));
    }

    [Fact]
    public void Accept_KeepsARefusalAsTheLanesOutcome_AndNothingElse()
    {
        var lane = Some.Lane() with { QueuedInbound = Some.Pending(8, SyncDirection.Inbound, 3), Tombstone = new Tombstone(Some.Id(8), SyncSide.App, Some.Noon) };

        var acceptance = LaneTransitions.Accept(lane, Some.Inbound(1), Admission.Refused(SyncRule.SyncOff, "off"), RecordConflictPolicy.PerField, Now);

        acceptance.Operation.Should().Match<SyncOperation>(each => each.State == OperationState.Disabled && each.DuplicateOf == null && each.DroppedFor == null);
        acceptance.Lane.Should().Be(lane with
        {
            LastOutcome = new LaneOutcome(Some.Id(1), OperationState.Disabled, SyncRule.SyncOff, "Not synchronised: off", Now),
        });
    }

    [Fact]
    public void Accept_LetsAWaitingOneReadForARefresh()
    {
        var lane = Some.Lane() with { QueuedInbound = Some.Pending(8, SyncDirection.Inbound, 3) };

        var acceptance = Accept(lane, Some.Inbound(1) with { GitHubUpdatedAt = null, ContentHash = null });

        acceptance.FlagFetchOn.Should().Be(Some.Id(8));
        acceptance.Operation.DuplicateOf.Should().Be(Some.Id(8));
        acceptance.Lane.Should().BeSameAs(lane);
        acceptance.Cancel.Should().BeEmpty();
    }

    [Fact]
    public void Accept_LetsAWaitingOneReadForOtherContentOfItsSecond_WithoutANewWatermark()
    {
        var lane = Some.Lane() with { QueuedInbound = Some.Pending(8, SyncDirection.Inbound, 5, Some.ContentA) };

        var acceptance = Accept(lane, Some.Inbound(1));

        acceptance.Operation.Rule.Should().Be(SyncRule.SameMomentCovered);
        acceptance.FlagFetchOn.Should().Be(Some.Id(8));
        acceptance.Lane.Should().BeSameAs(lane);
    }

    /// <summary>The covering operation takes the other form's state in, so the time of that form counts from then on.</summary>
    [Theory]
    [InlineData(false, null, true)]
    [InlineData(false, 4, true)]
    [InlineData(false, 5, false)]
    [InlineData(true, null, true)]
    [InlineData(true, 4, true)]
    [InlineData(true, 5, false)]
    public void Accept_CountsTheTimeOfTheOtherForm_UnlessItIsKnown(bool arrivesAsPullRequest, int? known, bool counts)
    {
        var (arriving, waiting) = arrivesAsPullRequest ? (RemoteKind.PullRequest, RemoteKind.Issue) : (RemoteKind.Issue, RemoteKind.PullRequest);
        Watermark? before = known is { } second ? Some.Watermark(7, second, Some.ContentB) : null;
        var lane = Some.Lane() with { QueuedInbound = Some.Pending(8, SyncDirection.Inbound, 3, Some.ContentA, waiting) };
        lane = arrivesAsPullRequest ? lane with { PullRequestWatermark = before } : lane with { Watermark = before };

        var acceptance = Accept(lane, Some.Inbound(1) with { RemoteKind = arriving });

        acceptance.Operation.Rule.Should().Be(SyncRule.OtherFormCovered);
        acceptance.FlagFetchOn.Should().Be(Some.Id(8));
        Watermark? after = counts ? new Watermark(Some.At(5), Some.Id(8), Some.Inbound(1).ContentHash) : before;
        acceptance.Lane.Should().Be(arrivesAsPullRequest ? lane with { PullRequestWatermark = after } : lane with { Watermark = after });
    }

    /// <summary>Minutes since which the queued ones wait; null for none. Covered are one's own direction, and either with whole records.</summary>
    [Theory]
    [InlineData(SyncDirection.Inbound, false, 2, 1, "8", 2)]
    [InlineData(SyncDirection.Inbound, false, null, 1, "", 10)]
    [InlineData(SyncDirection.Inbound, true, 2, 1, "8,9", 1)]
    [InlineData(SyncDirection.Inbound, true, 1, 2, "8,9", 1)]
    [InlineData(SyncDirection.Inbound, true, 3, null, "8", 3)]
    [InlineData(SyncDirection.Inbound, true, null, 3, "9", 3)]
    [InlineData(SyncDirection.Inbound, true, 11, 12, "8,9", 10)]
    [InlineData(SyncDirection.Outbound, false, 1, 2, "9", 2)]
    [InlineData(SyncDirection.Outbound, false, 1, null, "", 10)]
    [InlineData(SyncDirection.Outbound, true, 1, 2, "8,9", 1)]
    [InlineData(SyncDirection.Outbound, true, 4, null, "8", 4)]
    [InlineData(SyncDirection.Outbound, true, null, null, "", 10)]
    public void Accept_CoversWhatIsQueued_AndWaitsSinceTheOldestOfIt(
        SyncDirection direction, bool wholeRecords, int? inboundSince, int? outboundSince, string covered, int since)
    {
        var lane = Some.Lane() with
        {
            QueuedInbound = inboundSince is { } one ? Some.Pending(8, SyncDirection.Inbound, 3) with { WaitingSince = Some.Noon.AddMinutes(one) } : null,
            QueuedOutbound = outboundSince is { } other ? Some.Pending(9, SyncDirection.Outbound) with { WaitingSince = Some.Noon.AddMinutes(other) } : null,
        };

        var acceptance = LaneTransitions.Accept(
            lane,
            direction == SyncDirection.Inbound ? Some.Inbound(1) : Some.Outbound(1),
            Admission.Granted,
            wholeRecords ? RecordConflictPolicy.WholeRecord : RecordConflictPolicy.PerField,
            Now);

        var ids = covered.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(id => Some.Id(id[0] - '0')).ToArray();
        acceptance.Cancel.Should().Equal(ids);
        acceptance.Operation.WaitingSince.Should().Be(Some.Noon.AddMinutes(since));
        acceptance.Operation.Rule.Should().Be(ids.Length == 0 ? SyncRule.Accepted : SyncRule.Supersedes);
        acceptance.InheritsFrom.Should().BeNull();
        var (inbound, outbound) = (acceptance.Lane.QueuedInbound, acceptance.Lane.QueuedOutbound);
        var (own, opposite, before) = direction == SyncDirection.Inbound ? (inbound, outbound, lane.QueuedOutbound) : (outbound, inbound, lane.QueuedInbound);
        own.Should().Be(PendingOperation.Of(acceptance.Operation));
        opposite.Should().Be(wholeRecords ? null : before);
    }

    private static Acceptance Accept(LaneState lane, SyncOperation operation) =>
        LaneTransitions.Accept(lane, operation, Admission.Granted, RecordConflictPolicy.PerField, Now);
}
