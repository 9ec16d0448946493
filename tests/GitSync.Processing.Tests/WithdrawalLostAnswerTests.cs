namespace GitSync.Processing.Tests;

/// <summary>What was redacted or removed without anybody having saved that: a lost answer, a dead host, a stale replica.</summary>
public sealed class WithdrawalLostAnswerTests
{
    private readonly PrivateRecords _records = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RemovedComment_WhoseDeleteLostItsAnswer_IsNotDeletedHere(bool deliverWebhooks)
    {
        await using var sync = await _records.StartWithCommentAsync(options => options.Withdrawal.Policy = WithdrawalPolicy.Remove);
        sync.GitHub.Faults.LoseNextAnswer(request => request.Method == "DELETE");
        _records.Private.Add("c1");
        await sync.SaveCommentAsync("c1", "t1", "Secret remark");
        await sync.DrainAsync(deliverWebhooks);

        sync.Comments.All.Should().ContainSingle().Which.Content.Body.Should().Be("Secret remark");
    }

    [Fact]
    public async Task RemovedComment_WhoseHostDiedBeforeItSavedThat_IsNotDeletedHere()
    {
        await using var sync = await _records.StartWithCommentAsync(options => options.Withdrawal.Policy = WithdrawalPolicy.Remove);
        _records.Private.Add("c1");
        await sync.SaveCommentAsync("c1", "t1", "Secret remark");
        await PrivateRecords.RunAndDieAsync(sync);
        await sync.GitHub.DrainAsync();
        sync.Clock.Advance(TimeSpan.FromMinutes(11));
        await sync.DrainAsync();

        sync.Comments.All.Should().ContainSingle();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RedactionThatIsNotSaved_DoesNotComeBackByAnEarlierEvent(bool hostDies)
    {
        await using var sync = await _records.StartLinkedAsync();
        sync.GitHub.SetAssignees(sync.RepositoryId, 1, ["bob"]);
        sync.Clock.Advance(TimeSpan.FromSeconds(2));
        _records.Private.Add("t1");
        await sync.SaveAsync("t1", PrivateRecords.Secret);
        if (hostDies)
        {
            await PrivateRecords.RunAndDieAsync(sync);
        }
        else
        {
            sync.GitHub.Faults.LoseNextAnswer(request => request.Method == "PATCH");
            await PrivateRecords.RunOneAsync(sync);
        }

        await sync.GitHub.DeliverAsync();
        sync.Clock.Advance(TimeSpan.FromMinutes(hostDies ? 11 : 0));
        await sync.DrainAsync(deliverWebhooks: false);

        sync.Tasks.All.Single().Content.Should().Match<TaskContent>(content => content.Title == "Secret plan" && content.Body == "Secret text");
    }

    [Fact]
    public async Task RedactionWhoseAnswerWasLostOnTheLastAttempt_DoesNotComeBackByItsWebhook()
    {
        await using var sync = await _records.StartLinkedAsync(options => options.MaximumAttempts = 1);
        sync.GitHub.Faults.LoseNextAnswer(request => request.Method == "PATCH");
        await _records.TurnPrivateAsync(sync);

        sync.Tasks.All.Single().Content.Should().Be(PrivateRecords.Secret);
    }

    [Fact]
    public async Task WholeRecord_RedactionWhoseAnswerWasLost_DoesNotComeBackByItsWebhook()
    {
        await using var sync = await _records.StartLinkedAsync(options => options.RecordConflicts = RecordConflictPolicy.WholeRecord);
        sync.GitHub.Faults.LoseNextAnswer(request => request.Method == "PATCH");
        _records.Private.Add("t1");
        await sync.SaveAsync("t1", PrivateRecords.Secret);
        await PrivateRecords.RunOneAsync(sync);
        await sync.DrainAsync();

        sync.Tasks.All.Single().Content.Should().Be(PrivateRecords.Secret);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RedactionThatIsNotSaved_AndMayLeaveAgain_DoesNotComeBack(bool hostDies)
    {
        await using var sync = await _records.StartLinkedAsync();
        _records.Private.Add("t1");
        await sync.SaveAsync("t1", PrivateRecords.Secret);
        if (hostDies)
        {
            await PrivateRecords.RunAndDieAsync(sync);
            sync.Clock.Advance(TimeSpan.FromMinutes(11));
        }
        else
        {
            sync.GitHub.Faults.LoseNextAnswer(request => request.Method == "PATCH");
            await PrivateRecords.RunOneAsync(sync);
        }

        _records.Private.Clear();
        await sync.SaveAsync("t1", PrivateRecords.Secret);
        await sync.DrainAsync(deliverWebhooks: false);

        sync.Tasks.All.Single().Content.Should().Be(PrivateRecords.Secret);
        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be("Secret plan");
    }

    [Fact]
    public async Task RedactionThatStoodThereAlready_BecomesTheBase()
    {
        await using var sync = await _records.StartLinkedAsync();
        sync.GitHub.Faults.LoseNextAnswer(request => request.Method == "PATCH");
        await _records.TurnPrivateAsync(sync, deliverWebhooks: false);
        _records.Private.Clear();
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        await sync.SaveAsync("t1", PrivateRecords.Secret);
        await sync.DrainAsync(deliverWebhooks: false);

        sync.Tasks.All.Single().Content.Should().Be(PrivateRecords.Secret);
        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be("Secret plan");
    }

    [Fact]
    public async Task RecordThatTurnsPrivateAgain_IsRedacted_WhileAReplicaStillShowsTheFirstRedaction()
    {
        await using var sync = await _records.StartLinkedAsync();
        await _records.TurnPrivateAsync(sync);
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        _records.Private.Clear();
        await sync.SaveAsync("t1", PrivateRecords.Secret);
        await sync.DrainAsync();
        sync.GitHub.Faults.ReadLag = TimeSpan.FromSeconds(5);
        sync.Clock.Advance(TimeSpan.FromSeconds(1));
        await _records.TurnPrivateAsync(sync);

        sync.GitHub.GetIssue(sync.RepositoryId, 1).Title.Should().Be("(withdrawn)");
    }

    [Theory]
    [InlineData(403, "No")]
    [InlineData(403, "You have exceeded a secondary rate limit.")]
    [InlineData(422, "No")]
    [InlineData(0, "never arrives")]
    public async Task RedactionThatFailed_LeavesTheAttributionOutOfTheRecord(int status, string message)
    {
        await using var sync = await _records.StartAsync();
        await sync.SaveAsync("t1", PrivateRecords.Secret, SyncAction.Created, "ada");
        await sync.DrainAsync();
        sync.GitHub.GetIssue(sync.RepositoryId, 1).Body.Should().Contain("_Written by ada._");
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        if (status == 0)
        {
            sync.GitHub.Faults.TimeOutNext(applied: false, request => request.Method == "PATCH");
        }
        else
        {
            sync.GitHub.Faults.RefuseNext(status, null, message, request => request.Method == "PATCH");
        }

        _records.Private.Add("t1");
        await sync.SaveAsync("t1", PrivateRecords.Secret);
        await PrivateRecords.RunOneAsync(sync);
        _records.Private.Clear();
        sync.Clock.Advance(TimeSpan.FromMinutes(2));
        await sync.SaveAsync("t1", PrivateRecords.Secret);
        await sync.DrainAsync();

        sync.Tasks.All.Single().Content.Should().Be(PrivateRecords.Secret);
    }
}
