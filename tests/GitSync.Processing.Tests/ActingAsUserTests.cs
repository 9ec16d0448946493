using GitSync.Testing;
using GitSync.Testing.Simulator;

namespace GitSync.Processing.Tests;

/// <summary>Writing as the user, where the user or the token changes in the middle: one object, and never in somebody else's name.</summary>
public sealed class ActingAsUserTests
{
    private readonly ChangingPeople _people = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TokenThatVanishesBetweenAskingAndSending_MakesOneIssue_ThatNamesTheUser(bool answerIsLost)
    {
        _people.Logins["u1"] = SyncHarness.UserLogin;
        _people.TokensInTurn = new Queue<string?>([SyncHarness.UserToken, null]);
        await using var sync = await _people.StartAsync();
        if (answerIsLost)
        {
            LosePost(sync);
        }

        await sync.SaveAsync("t1", ChangingPeople.Task, SyncAction.Created, "u1");
        await sync.DrainAsync(deliverWebhooks: false);

        sync.GitHub.GetIssues(sync.RepositoryId).Should().ContainSingle().Which.Body.Should().Contain("_Written by u1._");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("octocat-before-the-rename")]
    public async Task CreationAsAUserWhomTheDirectoryNamesOtherwise_MakesNoSecondIssue(string? login)
    {
        if (login is not null)
        {
            _people.Logins["u1"] = login;
        }

        _people.Tokens["u1"] = SyncHarness.UserToken;
        await using var sync = await _people.StartAsync();
        LosePost(sync);
        await sync.SaveAsync("t1", ChangingPeople.Task, SyncAction.Created, "u1");
        await sync.DrainAsync(deliverWebhooks: false);

        sync.GitHub.GetIssues(sync.RepositoryId).Should().ContainSingle();
    }

    [Fact]
    public async Task DeletionAfterALostCreationAsAUserWhoLeftTheDirectory_ClosesTheIssue()
    {
        _people.Logins["u1"] = SyncHarness.UserLogin;
        _people.Tokens["u1"] = SyncHarness.UserToken;
        await using var sync = await _people.StartAsync();
        LosePost(sync);
        await sync.SaveAsync("t1", ChangingPeople.Task, SyncAction.Created, "u1");
        var claim = (await sync.Store.WorkAsync([], new ClaimRequest("harness", 1, TimeSpan.FromMinutes(10)))).Claimed.Single();
        await sync.Store.WorkAsync([await sync.Processor.ProcessAsync(claim, CancellationToken.None)], new ClaimRequest("harness", 0, TimeSpan.FromMinutes(10)));
        _people.Logins.Clear();
        _people.Tokens.Clear();
        sync.Tasks.Remove("t1");
        await sync.Enqueuer.EnqueueAsync(new TaskChanged { TaskId = "t1", Project = SyncHarness.Project, Action = SyncAction.Deleted, ModifiedAt = sync.Clock.GetUtcNow() });
        await sync.DrainAsync(deliverWebhooks: false);

        sync.GitHub.GetIssue(sync.RepositoryId, 1).State.Should().Be("closed");
    }

    [Fact]
    public async Task CommentOfAUser_DoesNotOpenSomebodyElsesIssueAsThatUser()
    {
        _people.Logins["u2"] = SyncHarness.UserLogin;
        _people.Tokens["u2"] = SyncHarness.UserToken;
        await using var sync = await _people.StartAsync();
        sync.Tasks.Save("t1", SyncHarness.Project, ChangingPeople.Task);
        await sync.SaveCommentAsync("c1", "t1", "Remark", SyncAction.Created, "u2");
        await sync.DrainAsync();

        sync.GitHub.GetIssue(sync.RepositoryId, 1).Author.Should().NotBe(SyncHarness.UserLogin);
    }

    [Fact]
    public async Task TaskThatAnotherLabelsBeforeItIsOnGitHub_IsNotOpenedAsTheOther()
    {
        _people.Logins["u2"] = SyncHarness.UserLogin;
        _people.Tokens["u2"] = SyncHarness.UserToken;
        await using var sync = await _people.StartAsync();
        await sync.SaveAsync("t1", ChangingPeople.Task, SyncAction.Created, "u1");
        await sync.SaveAsync("t1", ChangingPeople.Task with { Labels = NameSet.Of("bug") }, SyncAction.Edited, "u2");
        await sync.DrainAsync();

        sync.GitHub.GetIssue(sync.RepositoryId, 1).Author.Should().NotBe(SyncHarness.UserLogin);
    }

    [Theory]
    [InlineData("")]
    [InlineData(SyncHarness.UserToken + "\n")]
    public async Task TokenThatCannotBeSent_LetsTheAppWrite(string token)
    {
        _people.Logins["u1"] = SyncHarness.UserLogin;
        _people.Tokens["u1"] = token;
        await using var sync = await _people.StartAsync();
        await sync.SaveAsync("t1", ChangingPeople.Task, SyncAction.Created, "u1");
        await sync.DrainAsync();

        (await sync.OperationsAsync()).Where(operation => operation.State == OperationState.Errored).Select(operation => operation.Explanation).Should().BeEmpty();
        sync.GitHub.GetIssues(sync.RepositoryId).Should().ContainSingle();
    }

    [Fact]
    public async Task RecordThatTurnsPrivateWhileTheUserIsRefused_IsNotSentAsTheApp()
    {
        _people.Logins["u1"] = SyncHarness.UserLogin;
        _people.Tokens["u1"] = SyncHarness.UserToken;
        _people.OnName = () => _people.IsPrivate = true;
        await using var sync = await _people.StartAsync();
        sync.GitHub.Faults.RefuseNext(403, null, "No", request => request.Method == "POST" && IsOfTheUser(request));
        await sync.SaveAsync("t1", ChangingPeople.Task, SyncAction.Created, "u1");
        await sync.DrainAsync(deliverWebhooks: false);

        sync.GitHub.GetIssues(sync.RepositoryId).Should().BeEmpty();
    }

    [Fact]
    public async Task CommentMadeAsTheUser_IsTakenBack_AlsoWhereTheAppMayNotEditIt()
    {
        _people.Logins["u1"] = SyncHarness.UserLogin;
        _people.Tokens["u1"] = SyncHarness.UserToken;
        await using var sync = await _people.StartAsync();
        sync.GitHub.SetAppCanPush(sync.RepositoryId, false);
        await sync.SaveAsync("t1", ChangingPeople.Task, SyncAction.Created);
        await sync.SaveCommentAsync("c1", "t1", "Secret", SyncAction.Created, "u1");
        await sync.DrainAsync();
        _people.IsPrivate = true;
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        await sync.SaveCommentAsync("c1", "t1", "Secret", actor: "u1");
        await sync.DrainAsync();

        sync.GitHub.GetComments(sync.RepositoryId, 1).Single().Body.Should().NotContain("Secret");
    }

    private static void LosePost(SyncHarness sync) =>
        sync.GitHub.Faults.LoseNextAnswer(request => request.Method == "POST" && request.Path.EndsWith("/issues", StringComparison.Ordinal));

    private static bool IsOfTheUser(SimulatorRequest request) =>
        request.Header("Authorization") is { } header && header.EndsWith(SyncHarness.UserToken, StringComparison.Ordinal);
}
