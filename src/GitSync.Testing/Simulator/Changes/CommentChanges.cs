using System.Text.Json.Nodes;

namespace GitSync.Testing.Simulator;

/// <summary>Writes, edits and deletes comments. Each of them touches the issue, but not the pull request's own side: that is why a
/// record's updated_at says nothing about its fields.</summary>
internal sealed class CommentChanges(World world, WebhookEvents events, IssueChanges issues)
{
    public SimulatorComment Add(RepositoryData repository, int number, Actor actor, string body)
    {
        var issue = repository.Issue(number);
        var now = world.Second;
        var comment = new SimulatorComment
        {
            Id = world.NextId(),
            RepositoryId = repository.Current.Id,
            IssueNumber = number,
            Body = body,
            Author = actor.User.Login,
            ViaApp = actor.ViaApp,
            CreatedAt = now,
            UpdatedAt = now,
        };
        repository.Comments.Add(comment.Id, new Versioned<SimulatorComment>(comment, world.Instant));
        issue = issues.Write(repository, issue with { Comments = issue.Comments + 1, UpdatedAt = now });
        events.Comment(repository, issue, comment, "created", actor);
        return comment;
    }

    /// <summary>Even an edit that changes nothing touches comment and issue, and is told.</summary>
    public SimulatorComment Edit(RepositoryData repository, long id, Actor actor, string body)
    {
        var before = repository.Comment(id);
        var after = before with { Body = body, UpdatedAt = world.Second };
        repository.Comments[id].Set(after, world.Instant);
        var issue = issues.Write(repository, repository.Issue(before.IssueNumber) with { UpdatedAt = world.Second });
        events.Comment(repository, issue, after, "edited", actor, new JsonObject
        {
            ["changes"] = new JsonObject { ["body"] = new JsonObject { ["from"] = before.Body } },
        });
        return after;
    }

    public void Delete(RepositoryData repository, long id, Actor actor)
    {
        var comment = repository.Comment(id);
        repository.Comments[id].Set(null, world.Instant);
        var issue = repository.Issue(comment.IssueNumber);
        issue = issues.Write(repository, issue with { Comments = issue.Comments - 1, UpdatedAt = world.Second });
        events.Comment(repository, issue, comment, "deleted", actor);
    }
}
