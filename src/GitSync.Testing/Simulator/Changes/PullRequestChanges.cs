namespace GitSync.Testing.Simulator;

/// <summary>What happens only to pull requests; all the rest goes through <see cref="IssueChanges"/>.</summary>
internal sealed class PullRequestChanges(World world, WebhookEvents events, IssueChanges issues)
{
    public SimulatorIssue SetDraft(RepositoryData repository, int number, Actor actor, bool draft)
    {
        var (issue, pull) = Find(repository, number);
        if (pull.Draft == draft)
            return issue;
        issue = issues.Touch(repository, issue with { PullRequest = pull with { Draft = draft } });
        events.Issue(repository, issue, draft ? "converted_to_draft" : "ready_for_review", actor);
        return issue;
    }

    /// <exception cref="InvalidOperationException">It is not open.</exception>
    public SimulatorIssue Merge(RepositoryData repository, int number, Actor actor)
    {
        var (issue, pull) = Find(repository, number);
        if (issue.State != "open")
            throw new InvalidOperationException($"Pull request #{number} is closed and cannot be merged.");
        var now = world.Second;
        issue = issues.Touch(repository, issue with
        {
            State = "closed",
            ClosedAt = now,
            ClosedBy = actor.User.Login,
            PullRequest = pull with { MergedAt = now, MergedBy = actor.User.Login },
        });
        // There is no "merged" action: a merge is told as closed, with merged set.
        events.Issue(repository, issue, "closed", actor);
        return issue;
    }

    private static (SimulatorIssue Issue, SimulatorPullRequest Pull) Find(RepositoryData repository, int number)
    {
        var issue = repository.Issue(number);
        return (issue, issue.PullRequest ?? throw new InvalidOperationException($"#{number} is an issue, not a pull request."));
    }
}
