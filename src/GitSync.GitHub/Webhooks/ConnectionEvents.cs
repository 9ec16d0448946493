using System.Collections.Frozen;
using System.Globalization;

namespace GitSync.GitHub;

/// <summary>The events <c>installation</c>, <c>installation_repositories</c> and <c>repository</c>: what a connection depends on.</summary>
internal static class ConnectionEvents
{
    private static readonly FrozenSet<string> InstallationFields =
        FrozenSet.ToFrozenSet(["action", "installation", "repositories", "requester", "sender", "enterprise", "organization"]);

    private static readonly FrozenSet<string> InstallationRepositoriesFields = FrozenSet.ToFrozenSet(
    [
        "action", "installation", "repository_selection", "repositories_added", "repositories_removed", "requester", "sender", "enterprise",
        "organization",
    ]);

    private static readonly FrozenSet<string> RepositoryFields =
        FrozenSet.ToFrozenSet(["action", "changes", "repository", "sender", "installation", "organization", "enterprise"]);

    public static WebhookTranslation TranslateInstallation(WebhookEnvelope envelope)
    {
        if (Misfit(envelope, InstallationFields) is { } misfit)
        {
            return misfit;
        }

        if (envelope.InstallationId is not { } id)
        {
            return NoInstallation(envelope);
        }

        // Only this event's own installation tells its account; other events of an organization name it by id alone.
        if (envelope.Root.Has("organization") && !envelope.Root.Object("installation").HasObject("account"))
        {
            return envelope.Nothing("the body is another event's: its installation has no account; nothing follows.");
        }

        var installation = id.ToString(CultureInfo.InvariantCulture);
        return envelope.Action switch
        {
            "created" => Added(envelope, id, "repositories"),
            "deleted" => envelope.Follows(
                $"installation {installation} was removed; its repositories are switched off.", connections: [new InstallationRemoved(id)]),
            "suspend" => envelope.Follows(
                $"installation {installation} is suspended.", connections: [new InstallationSuspensionChanged(id, IsSuspended: true)]),
            "unsuspend" => envelope.Follows(
                $"installation {installation} is no longer suspended.", connections: [new InstallationSuspensionChanged(id, IsSuspended: false)]),
            "new_permissions_accepted" => envelope.Follows(
                $"installation {installation} accepted new permissions; its repositories are looked through again.", connections: [new PermissionsChanged(id)]),
            _ => Unknown(envelope),
        };
    }

    public static WebhookTranslation TranslateInstallationRepositories(WebhookEnvelope envelope)
    {
        if (Misfit(envelope, InstallationRepositoriesFields) is { } misfit)
        {
            return misfit;
        }

        if (envelope.InstallationId is not { } id)
        {
            return NoInstallation(envelope);
        }

        return envelope.Action switch
        {
            "added" => Added(envelope, id, "repositories_added"),
            "removed" => Removed(envelope, id),
            _ => Unknown(envelope),
        };
    }

    public static WebhookTranslation TranslateRepository(WebhookEnvelope envelope)
    {
        if (Misfit(envelope, RepositoryFields) is { } misfit)
        {
            return misfit;
        }

        if (envelope.RepositoryId is not { } id)
        {
            return envelope.Nothing("the body names no repository; nothing follows.");
        }

        var repository = envelope.Root.Object("repository");
        var name = WebhookTranslator.Excerpt(repository.Text("full_name") ?? id.ToString(CultureInfo.InvariantCulture));
        return envelope.Action switch
        {
            "renamed" => Named(envelope, id, (owner, name) => new RepositoryRenamed(id, envelope.InstallationId, owner, name)),
            "transferred" => Named(envelope, id, (owner, name) => new RepositoryTransferred(id, envelope.InstallationId, owner, name)),
            "deleted" => Obstacle(envelope, id, ConnectionObstacles.Deleted, true, $"{name} was deleted on GitHub."),
            "archived" => Obstacle(envelope, id, ConnectionObstacles.Archived, true, $"{name} is archived on GitHub, so it is read-only."),
            "unarchived" => Obstacle(envelope, id, ConnectionObstacles.Archived, false, $"{name} is no longer archived."),
            "privatized" or "publicized" => envelope.Nothing($"the visibility of {name} changed; sync goes on as before."),
            "created" or "edited" => envelope.Nothing("nothing of the repository itself is synchronised."),
            _ => Unknown(envelope),
        };
    }

    private static WebhookTranslation Named(WebhookEnvelope envelope, long id, Func<string, string, ConnectionChange> change)
    {
        var repository = envelope.Root.Object("repository");
        return repository.Object("owner").Text("login") is { Length: > 0 } owner && repository.Text("name") is { Length: > 0 } name
            ? envelope.Follows(
                $"repository {id.ToString(CultureInfo.InvariantCulture)} is now {WebhookTranslator.Excerpt($"{owner}/{name}")}.",
                connections: [change(owner, name)])
            : envelope.Nothing("the body does not say the repository's owner and name; nothing follows.");
    }

    private static WebhookTranslation Obstacle(
        WebhookEnvelope envelope, long id, ConnectionObstacles obstacle, bool isThere, string outcome) =>
        envelope.Follows(outcome, connections: [new RepositoryObstacleChanged(id, envelope.InstallationId, obstacle, isThere)]);

    private static WebhookTranslation Added(WebhookEnvelope envelope, long installationId, string field) =>
        RepositoryIds(envelope, field) is { Count: > 0 } added
            ? envelope.Follows(
                string.Create(CultureInfo.InvariantCulture, $"installation {installationId} was given {Repositories(added.Count)}."),
                connections: [new RepositoriesAdded(installationId, added)])
            : envelope.Nothing("the body names no added repositories; nothing follows.");

    private static WebhookTranslation Removed(WebhookEnvelope envelope, long installationId) =>
        RepositoryIds(envelope, "repositories_removed") is { Count: > 0 } removed
            ? envelope.Follows(
                string.Create(CultureInfo.InvariantCulture, $"installation {installationId} can no longer use {Repositories(removed.Count)}."),
                connections: [new RepositoriesRemoved(installationId, removed)])
            : envelope.Nothing("the body names no removed repositories; nothing follows.");

    private static string Repositories(int count) =>
        count == 1 ? "one repository" : string.Create(CultureInfo.InvariantCulture, $"{count} repositories");

    /// <summary>Ids of an array of repositories; the body's bound bounds it. Elements without an id are left out.</summary>
    private static List<long> RepositoryIds(WebhookEnvelope envelope, string field)
    {
        var ids = new List<long>();
        if (envelope.Root.Items(field) is { } repositories)
        {
            foreach (var repository in repositories)
            {
                if (repository.Id("id") is { } id)
                {
                    ids.Add(id);
                }
            }
        }

        return ids;
    }

    private static WebhookTranslation? Misfit(WebhookEnvelope envelope, FrozenSet<string> fields) =>
        envelope.FirstFieldOutside(fields) is { } foreign
            ? envelope.Nothing($"the body has \"{foreign}\", which this event does not have; nothing follows.")
            : null;

    private static WebhookTranslation NoInstallation(WebhookEnvelope envelope) =>
        envelope.Nothing("the body names no installation; nothing follows.");

    private static WebhookTranslation Unknown(WebhookEnvelope envelope) =>
        envelope.Nothing("this action is not known; the delivery is stored and nothing follows.");
}
