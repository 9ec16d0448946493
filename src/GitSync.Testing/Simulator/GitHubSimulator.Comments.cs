namespace GitSync.Testing.Simulator;

public sealed partial class GitHubSimulator
{
    /// <summary>Writes a comment on an issue or pull request.</summary>
    /// <param name="repositoryId">The repository.</param>
    /// <param name="number">The number.</param>
    /// <param name="body">The comment.</param>
    /// <param name="by">Who writes it.</param>
    /// <returns>The comment.</returns>
    public SimulatorComment AddComment(long repositoryId, int number, string body, string? by = null)
    {
        lock (gate)
            return engine.Comments.Add(world.Repository(repositoryId), Present(repositoryId, number), Person(by), body);
    }

    /// <summary>Edits a comment. An edit that changes nothing still touches comment and issue.</summary>
    /// <param name="repositoryId">The repository.</param>
    /// <param name="commentId">The comment.</param>
    /// <param name="body">The new text.</param>
    /// <param name="by">Who does it; <see langword="null"/>: its author.</param>
    /// <returns>The comment after it.</returns>
    public SimulatorComment EditComment(long repositoryId, long commentId, string body, string? by = null)
    {
        lock (gate)
        {
            var repository = world.Repository(repositoryId);
            return engine.Comments.Edit(repository, commentId, Person(by ?? repository.Comment(commentId).Author), body);
        }
    }

    /// <summary>Deletes a comment.</summary>
    /// <param name="repositoryId">The repository.</param>
    /// <param name="commentId">The comment.</param>
    /// <param name="by">Who does it; <see langword="null"/>: its author.</param>
    public void DeleteComment(long repositoryId, long commentId, string? by = null)
    {
        lock (gate)
        {
            var repository = world.Repository(repositoryId);
            engine.Comments.Delete(repository, commentId, Person(by ?? repository.Comment(commentId).Author));
        }
    }
}
