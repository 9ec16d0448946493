namespace GitSync.Testing.Simulator;

public sealed partial class GitHubSimulator
{
    /// <summary>Opens a pull request; it shares the issues' numbers.</summary>
    /// <param name="repositoryId">The repository.</param>
    /// <param name="title">The title.</param>
    /// <param name="body">The body, or <see langword="null"/>.</param>
    /// <param name="head">The branch with the changes.</param>
    /// <param name="draft">Whether it is a draft.</param>
    /// <param name="by">Who opens it.</param>
    /// <returns>The pull request, in issue form.</returns>
    public SimulatorIssue OpenPullRequest(
        long repositoryId, string title, string? body = null, string head = "feature", bool draft = false, string? by = null)
    {
        lock (gate)
        {
            return engine.Issues.Open(
                world.Repository(repositoryId), Person(by), new NewIssue(title, body) { PullRequest = (head, "main", draft) });
        }
    }

    /// <summary>Makes a pull request a draft (<c>converted_to_draft</c>).</summary>
    /// <param name="repositoryId">The repository.</param>
    /// <param name="number">The number.</param>
    /// <param name="by">Who does it.</param>
    /// <returns>The pull request after it.</returns>
    public SimulatorIssue ConvertToDraft(long repositoryId, int number, string? by = null) => SetDraft(repositoryId, number, true, by);

    /// <summary>Ends a draft (<c>ready_for_review</c>).</summary>
    /// <param name="repositoryId">The repository.</param>
    /// <param name="number">The number.</param>
    /// <param name="by">Who does it.</param>
    /// <returns>The pull request after it.</returns>
    public SimulatorIssue ReadyForReview(long repositoryId, int number, string? by = null) => SetDraft(repositoryId, number, false, by);

    /// <summary>Merges a pull request (<c>closed</c> with <c>merged</c> set). <see cref="CloseIssue"/> closes without merging.</summary>
    /// <param name="repositoryId">The repository.</param>
    /// <param name="number">The number.</param>
    /// <param name="by">Who does it.</param>
    /// <returns>The pull request after it.</returns>
    /// <exception cref="InvalidOperationException">It is not an open pull request.</exception>
    public SimulatorIssue MergePullRequest(long repositoryId, int number, string? by = null)
    {
        lock (gate)
            return engine.PullRequests.Merge(world.Repository(repositoryId), number, Person(by));
    }

    private SimulatorIssue SetDraft(long repositoryId, int number, bool draft, string? by)
    {
        lock (gate)
            return engine.PullRequests.SetDraft(world.Repository(repositoryId), number, Person(by), draft);
    }
}
