using System.Text;
using System.Text.Json.Nodes;

namespace GitSync.GitHub.Tests;

/// <summary>Compact webhook bodies of our own, in GitHub's form.</summary>
internal static class Bodies
{
    public const long Repository = 186853002;
    public const long Installation = 957387;

    public static JsonObject Issue() => Parse("""
        {
          "id": 9007199254740993, "number": 7, "title": "Broken build", "body": "It fails.", "state": "open", "state_reason": null,
          "locked": false, "draft": false, "html_url": "https://github.com/acme/shop/issues/7", "updated_at": "2024-03-01T10:00:05Z",
          "user": { "id": 11, "login": "ada", "type": "User" }, "milestone": { "id": 3, "number": 1, "title": "v1" },
          "labels": [ { "id": 21, "name": "bug" } ], "assignees": [ { "id": 12, "login": "grace" } ]
        }
        """);

    public static JsonObject IssueFormOfPullRequest()
    {
        var issue = Issue();
        issue["pull_request"] = Parse("""{ "url": "https://api.github.com/repos/acme/shop/pulls/7", "merged_at": "2024-03-01T10:00:04Z" }""");
        return issue;
    }

    public static JsonObject PullRequest() => Parse("""
        {
          "id": 555, "number": 7, "title": "Fix build", "body": null, "state": "closed", "locked": true, "draft": true, "merged": true,
          "merged_at": "2024-03-01T10:00:04Z", "html_url": "https://github.com/acme/shop/pull/7", "updated_at": "2024-03-01T10:00:06Z",
          "user": null, "milestone": null, "labels": [], "assignees": []
        }
        """);

    public static JsonObject Comment() => Parse("""
        {
          "id": 777, "body": "Same here.", "html_url": "https://github.com/acme/shop/issues/7#issuecomment-777",
          "issue_url": "https://api.github.com/repos/acme/shop/issues/7", "updated_at": "2024-03-01T10:00:07Z",
          "user": { "id": 13, "login": "helper[bot]", "type": "Bot" }
        }
        """);

    public static JsonObject Of(string action) => Parse($$"""
        {
          "action": "{{action}}",
          "repository": { "id": {{Repository}}, "name": "shop", "full_name": "acme/shop", "owner": { "login": "acme" } },
          "installation": { "id": {{Installation}}, "node_id": "x" },
          "sender": { "id": 11, "login": "ada" }
        }
        """);

    public static JsonObject OfInstallation(string action) => Parse($$"""
        { "action": "{{action}}", "installation": { "id": {{Installation}}, "account": { "login": "acme" } }, "sender": { "id": 11, "login": "ada" } }
        """);

    public static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();

    public static JsonObject With(this JsonObject body, string name, JsonNode? value)
    {
        body[name] = value;
        return body;
    }

    public static JsonObject Without(this JsonObject body, string name)
    {
        body.Remove(name);
        return body;
    }

    public static byte[] Bytes(this JsonObject body) => Encoding.UTF8.GetBytes(body.ToJsonString());

    /// <summary>Every event and action that the translator names, and some that it does not.</summary>
    public static IEnumerable<(string Event, JsonObject Body)> All()
    {
        foreach (var action in (string[])[
            "opened", "edited", "closed", "reopened", "labeled", "unlabeled", "assigned", "unassigned", "milestoned", "demilestoned", "locked",
            "unlocked", "pinned", "unpinned", "typed", "untyped", "deleted", "transferred", "unheard_of"])
        {
            yield return ("issues", Of(action).With("issue", Issue()));
        }

        yield return ("issues", Of("milestoned").With("issue", IssueFormOfPullRequest()));
        foreach (var action in (string[])[
            "opened", "assigned", "auto_merge_disabled", "auto_merge_enabled", "closed", "converted_to_draft", "demilestoned", "dequeued",
            "edited", "enqueued", "labeled", "locked", "milestoned", "ready_for_review", "reopened", "review_request_removed",
            "review_requested", "synchronize", "unassigned", "unlabeled", "unlocked", "unheard_of"])
        {
            yield return ("pull_request", Of(action).With("pull_request", PullRequest()));
        }

        foreach (var action in (string[])["created", "edited", "deleted", "unheard_of"])
        {
            yield return ("issue_comment", Of(action).With("issue", Issue()).With("comment", Comment()));
        }

        foreach (var action in (string[])["created", "deleted", "suspend", "unsuspend", "new_permissions_accepted", "unheard_of"])
        {
            yield return ("installation", OfInstallation(action).With("repositories", JsonNode.Parse("""[{ "id": 1 }, { "id": 2 }]""")));
        }

        foreach (var action in (string[])["added", "removed", "unheard_of"])
        {
            yield return ("installation_repositories", OfInstallation(action)
                .With("repositories_added", JsonNode.Parse(action == "added" ? """[{ "id": 3 }]""" : "[]"))
                .With("repositories_removed", JsonNode.Parse(action == "removed" ? """[{ "id": 4 }]""" : "[]")));
        }

        foreach (var action in (string[])[
            "renamed", "transferred", "deleted", "archived", "unarchived", "privatized", "publicized", "created", "edited", "unheard_of"])
        {
            yield return ("repository", Of(action));
        }

        yield return ("ping", Parse("""{ "zen": "Keep it logically awesome.", "hook_id": 1 }"""));
        yield return ("label", Of("created").With("label", Parse("""{ "name": "bug" }""")));
        yield return ("milestone", Of("closed").With("milestone", Parse("""{ "title": "v1" }""")));
        yield return ("push", Of("x").Without("action"));
        yield return ("star", Of("created"));
    }
}
