using System.Text.Json.Nodes;
using static GitSync.Testing.Simulator.JsonForms;

namespace GitSync.Testing.Simulator;

/// <summary>The JSON shapes of issues, pull requests and comments.</summary>
internal static class IssueJson
{
    /// <summary>The issue form; a pull request in it is known by its <c>pull_request</c> member and carries the issue's id.</summary>
    public static JsonObject Issue(World world, RepositoryData repository, SimulatorIssue issue)
    {
        var (links, owner) = (world.Links, repository.Current);
        var pull = issue.PullRequest;
        var json = new JsonObject
        {
            ["url"] = links.Api(owner, $"/issues/{issue.Number}"),
            ["repository_url"] = links.Api(owner),
            ["labels_url"] = links.Api(owner, $"/issues/{issue.Number}/labels{{/name}}"),
            ["comments_url"] = links.Api(owner, $"/issues/{issue.Number}/comments"),
            ["events_url"] = links.Api(owner, $"/issues/{issue.Number}/events"),
            ["html_url"] = links.Html(owner, $"/{(pull is null ? "issues" : "pull")}/{issue.Number}"),
            ["id"] = issue.Id,
            ["node_id"] = NodeId(pull is null ? "Issue" : "PullRequest", pull?.Id ?? issue.Id),
        };
        Shared(json, world, repository, issue);
        json["state_reason"] = issue.StateReason;
        json["comments"] = issue.Comments;
        json["updated_at"] = Time(issue.UpdatedAt);
        json["closed_by"] = issue.ClosedBy is { } closer ? User(world, closer) : null;
        json["performed_via_github_app"] = issue.ViaApp is null ? null : App(world);
        if (pull is not null)
        {
            json["draft"] = pull.Draft;
            json["pull_request"] = new JsonObject
            {
                ["url"] = links.Api(owner, $"/pulls/{issue.Number}"),
                ["html_url"] = links.Html(owner, $"/pull/{issue.Number}"),
                ["diff_url"] = links.Html(owner, $"/pull/{issue.Number}.diff"),
                ["patch_url"] = links.Html(owner, $"/pull/{issue.Number}.patch"),
                ["merged_at"] = Time(pull.MergedAt),
            };
        }

        return json;
    }

    /// <summary>The pull request form, with the pull request's own id.</summary>
    public static JsonObject PullRequest(World world, RepositoryData repository, SimulatorIssue issue)
    {
        var (links, owner) = (world.Links, repository.Current);
        var pull = issue.PullRequest ?? throw new InvalidOperationException($"#{issue.Number} is not a pull request.");
        var json = new JsonObject
        {
            ["url"] = links.Api(owner, $"/pulls/{issue.Number}"),
            ["id"] = pull.Id,
            ["node_id"] = NodeId("PullRequest", pull.Id),
            ["html_url"] = links.Html(owner, $"/pull/{issue.Number}"),
            ["diff_url"] = links.Html(owner, $"/pull/{issue.Number}.diff"),
            ["issue_url"] = links.Api(owner, $"/issues/{issue.Number}"),
        };
        Shared(json, world, repository, issue);
        json["updated_at"] = Time(pull.UpdatedAt);
        json["merged_at"] = Time(pull.MergedAt);
        json["merged"] = pull.MergedAt is not null;
        json["merged_by"] = pull.MergedBy is { } merger ? User(world, merger) : null;
        json["merge_commit_sha"] = pull.MergedAt is null ? null : Sha(pull.Id + 1);
        json["draft"] = pull.Draft;
        json["mergeable"] = pull.MergedAt is null ? true : null;
        json["comments"] = issue.Comments;
        json["review_comments"] = 0;
        json["commits"] = 1;
        json["additions"] = 1;
        json["deletions"] = 0;
        json["changed_files"] = 1;
        json["requested_reviewers"] = new JsonArray();
        json["requested_teams"] = new JsonArray();
        json["head"] = Branch(world, repository, pull.Head, pull.Id);
        json["base"] = Branch(world, repository, pull.Base, owner.Id);
        return json;
    }

    public static JsonObject Comment(World world, RepositoryData repository, SimulatorComment comment, bool isPullRequest) => new()
    {
        ["url"] = world.Links.Api(repository.Current, $"/issues/comments/{comment.Id}"),
        ["html_url"] = world.Links.Html(
            repository.Current, $"/{(isPullRequest ? "pull" : "issues")}/{comment.IssueNumber}#issuecomment-{comment.Id}"),
        ["issue_url"] = world.Links.Api(repository.Current, $"/issues/{comment.IssueNumber}"),
        ["id"] = comment.Id,
        ["node_id"] = NodeId("IssueComment", comment.Id),
        ["user"] = User(world, comment.Author),
        ["created_at"] = Time(comment.CreatedAt),
        ["updated_at"] = Time(comment.UpdatedAt),
        ["author_association"] = Association(repository.Current, comment.Author),
        ["body"] = comment.Body,
        ["performed_via_github_app"] = comment.ViaApp is null ? null : App(world),
    };

    private static void Shared(JsonObject json, World world, RepositoryData repository, SimulatorIssue issue)
    {
        json["number"] = issue.Number;
        json["title"] = issue.Title;
        json["user"] = User(world, issue.Author);
        json["labels"] = Array(issue.Labels.Select(name => Label(world, repository.Current, repository.Labels[name])));
        json["state"] = issue.State;
        json["locked"] = issue.Locked;
        json["active_lock_reason"] = null;
        json["assignee"] = issue.Assignees.Count == 0 ? null : User(world, issue.Assignees[0]);
        json["assignees"] = Array(issue.Assignees.Select(login => User(world, login)));
        json["milestone"] = issue.Milestone is { } number && repository.Milestones.TryGetValue(number, out var milestone)
            ? Milestone(world, repository, milestone)
            : null;
        json["created_at"] = Time(issue.CreatedAt);
        json["closed_at"] = Time(issue.ClosedAt);
        json["author_association"] = Association(repository.Current, issue.Author);
        json["body"] = issue.Body;
    }

    private static JsonObject Branch(World world, RepositoryData repository, string name, long seed) => new()
    {
        ["label"] = $"{repository.Current.Owner}:{name}",
        ["ref"] = name,
        ["sha"] = Sha(seed),
        ["user"] = User(world, repository.Current.Owner),
        ["repo"] = Repository(world, repository.Current, repository),
    };

    private static string Sha(long seed) => seed.ToString("x40", System.Globalization.CultureInfo.InvariantCulture);

    private static string Association(SimulatorRepository repository, string login) =>
        string.Equals(repository.Owner, login, StringComparison.OrdinalIgnoreCase) ? "OWNER" : "NONE";
}
