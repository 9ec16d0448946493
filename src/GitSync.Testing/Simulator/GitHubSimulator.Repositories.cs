using System.Text.Json.Nodes;

namespace GitSync.Testing.Simulator;

public sealed partial class GitHubSimulator
{
    private static readonly Dictionary<string, string> DefaultPermissions = new(StringComparer.Ordinal)
    {
        ["issues"] = "write", ["pull_requests"] = "write", ["metadata"] = "read",
    };

    /// <summary>Installs the App on an account (<c>installation.created</c>).</summary>
    /// <param name="account">The account's login.</param>
    /// <param name="id">The installation's id; <see langword="null"/>: a new one.</param>
    /// <param name="permissions">What the App may do; <see langword="null"/>: write issues and pull requests.</param>
    /// <param name="by">Who installs it.</param>
    /// <returns>The installation.</returns>
    public SimulatorInstallation CreateInstallation(
        string account, long? id = null, IReadOnlyDictionary<string, string>? permissions = null, string? by = null)
    {
        lock (gate)
        {
            var installation = new SimulatorInstallation(
                id ?? world.NextId(), world.User(account).Login, null, permissions ?? DefaultPermissions, world.Second);
            return engine.Installations.Create(installation, Person(by));
        }
    }

    /// <summary>Suspends an installation: no tokens, no webhooks.</summary>
    /// <param name="id">The installation.</param>
    /// <param name="by">Who does it.</param>
    /// <returns>The installation after it.</returns>
    public SimulatorInstallation SuspendInstallation(long id, string? by = null) =>
        ChangeInstallation(id, by, "suspend", i => i with { SuspendedAt = world.Second });

    /// <summary>Ends a suspension.</summary>
    /// <param name="id">The installation.</param>
    /// <param name="by">Who does it.</param>
    /// <returns>The installation after it.</returns>
    public SimulatorInstallation UnsuspendInstallation(long id, string? by = null) =>
        ChangeInstallation(id, by, "unsuspend", i => i with { SuspendedAt = null });

    /// <summary>Accepts other permissions for the App; tokens issued before keep theirs.</summary>
    /// <param name="id">The installation.</param>
    /// <param name="permissions">All permissions from now on.</param>
    /// <param name="by">Who does it.</param>
    /// <returns>The installation after it.</returns>
    public SimulatorInstallation AcceptPermissions(long id, IReadOnlyDictionary<string, string> permissions, string? by = null) =>
        ChangeInstallation(id, by, "new_permissions_accepted", i => i with { Permissions = permissions });

    /// <summary>Uninstalls the App; its repositories stay, without access.</summary>
    /// <param name="id">The installation.</param>
    /// <param name="by">Who does it.</param>
    public void DeleteInstallation(long id, string? by = null)
    {
        lock (gate)
            engine.Installations.Delete(id, Person(by));
    }

    /// <summary>Gives the App access to a repository (<c>installation_repositories.added</c>).</summary>
    /// <param name="installationId">The installation.</param>
    /// <param name="repositoryId">The repository.</param>
    /// <param name="by">Who does it.</param>
    public void AddToInstallation(long installationId, long repositoryId, string? by = null)
    {
        lock (gate)
            engine.Installations.AddRepository(installationId, world.Repository(repositoryId), Person(by));
    }

    /// <summary>Takes the App's access to a repository away (<c>installation_repositories.removed</c>).</summary>
    /// <param name="installationId">The installation.</param>
    /// <param name="repositoryId">The repository.</param>
    /// <param name="by">Who does it.</param>
    public void RemoveFromInstallation(long installationId, long repositoryId, string? by = null)
    {
        lock (gate)
            engine.Installations.RemoveRepository(installationId, world.Repository(repositoryId), Person(by));
    }

    /// <summary>Creates a repository.</summary>
    /// <param name="owner">The owner's login.</param>
    /// <param name="name">The name.</param>
    /// <param name="installationId">The installation that reaches it; <see langword="null"/>: none. An unknown one comes first.</param>
    /// <param name="id">The id; <see langword="null"/>: a new one.</param>
    /// <param name="isPrivate">Whether it is private.</param>
    /// <param name="by">Who creates it; <see langword="null"/>: the owner.</param>
    /// <returns>The repository.</returns>
    public SimulatorRepository CreateRepository(
        string owner, string name, long? installationId = null, long? id = null, bool isPrivate = false, string? by = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        lock (gate)
        {
            if (world.Names.TryGetValue($"{owner}/{name}", out var taken) && world.Repository(taken).Current is var held
                && string.Equals(held.FullName, $"{owner}/{name}", StringComparison.OrdinalIgnoreCase))
                throw new InvalidOperationException($"The name {owner}/{name} is taken.");
            if (installationId is { } installation && !world.Installations.ContainsKey(installation))
                CreateInstallation(owner, installation, by: by ?? owner);
            return engine.Repositories.Create(new SimulatorRepository
            {
                Id = id ?? world.NextId(),
                Owner = world.User(owner).Login,
                Name = name,
                Private = isPrivate,
                InstallationId = installationId,
                CreatedAt = world.Second,
                UpdatedAt = world.Second,
            }, Person(by ?? owner)).Current;
        }
    }

    /// <summary>Renames a repository; the former name answers 301.</summary>
    /// <param name="id">The repository.</param>
    /// <param name="name">The new name.</param>
    /// <param name="by">Who does it.</param>
    /// <returns>The repository after it.</returns>
    public SimulatorRepository RenameRepository(long id, string name, string? by = null) =>
        ChangeRepository(id, by, "renamed", r => r with { Name = name }, old => new JsonObject
        {
            ["repository"] = new JsonObject { ["name"] = new JsonObject { ["from"] = old.Name } },
        });

    /// <summary>Gives a repository to another account; the former name answers 301.</summary>
    /// <param name="id">The repository.</param>
    /// <param name="owner">The new owner.</param>
    /// <param name="installationId">The installation that reaches it there; <see langword="null"/>: none.</param>
    /// <param name="by">Who does it.</param>
    /// <returns>The repository after it.</returns>
    public SimulatorRepository TransferRepository(long id, string owner, long? installationId, string? by = null) =>
        ChangeRepository(
            id, by, "transferred", r => r with { Owner = owner, InstallationId = installationId }, old => new JsonObject
            {
                ["owner"] = new JsonObject { ["from"] = new JsonObject { ["user"] = JsonForms.User(world, old.Owner) } },
            });

    /// <summary>Archives a repository (every write is 403 then) or brings it back.</summary>
    /// <param name="id">The repository.</param>
    /// <param name="archived">Which of the two.</param>
    /// <param name="by">Who does it.</param>
    /// <returns>The repository after it.</returns>
    public SimulatorRepository SetArchived(long id, bool archived, string? by = null) =>
        ChangeRepository(id, by, archived ? "archived" : "unarchived", r => r with { Archived = archived });

    /// <summary>Makes a repository private or public.</summary>
    /// <param name="id">The repository.</param>
    /// <param name="isPrivate">Which of the two.</param>
    /// <param name="by">Who does it.</param>
    /// <returns>The repository after it.</returns>
    public SimulatorRepository SetPrivate(long id, bool isPrivate, string? by = null) =>
        ChangeRepository(id, by, isPrivate ? "privatized" : "publicized", r => r with { Private = isPrivate });

    /// <summary>Turns a repository's issues on or off; without, issue requests answer 410.</summary>
    /// <param name="id">The repository.</param>
    /// <param name="hasIssues">Which of the two.</param>
    /// <param name="by">Who does it.</param>
    /// <returns>The repository after it.</returns>
    public SimulatorRepository SetHasIssues(long id, bool hasIssues, string? by = null) =>
        ChangeRepository(id, by, "edited", r => r with { HasIssues = hasIssues });

    /// <summary>Gives or takes the App's push access; without, its labels, assignees and milestones silently drop out.</summary>
    /// <param name="id">The repository.</param>
    /// <param name="canPush">Which of the two.</param>
    /// <returns>The repository after it.</returns>
    public SimulatorRepository SetAppCanPush(long id, bool canPush)
    {
        lock (gate)
        {
            var repository = world.Repository(id);
            return repository.Current = repository.Current with { AppCanPush = canPush };
        }
    }

    /// <summary>Deletes a repository with all that is in it: 404 from now on.</summary>
    /// <param name="id">The repository.</param>
    /// <param name="by">Who does it.</param>
    public void DeleteRepository(long id, string? by = null)
    {
        lock (gate)
            engine.Repositories.Delete(world.Repository(id), Person(by));
    }

    /// <summary>Creates a label.</summary>
    /// <param name="repositoryId">The repository.</param>
    /// <param name="name">The name.</param>
    /// <param name="color">Six hex digits; <see langword="null"/>: grey.</param>
    /// <param name="by">Who does it.</param>
    /// <returns>The label.</returns>
    public SimulatorLabel CreateLabel(long repositoryId, string name, string? color = null, string? by = null)
    {
        lock (gate)
            return engine.Labels.Create(world.Repository(repositoryId), Person(by), name, color);
    }

    /// <summary>Creates a milestone.</summary>
    /// <param name="repositoryId">The repository.</param>
    /// <param name="title">The title.</param>
    /// <param name="by">Who does it.</param>
    /// <returns>The milestone with its number.</returns>
    public SimulatorMilestone CreateMilestone(long repositoryId, string title, string? by = null)
    {
        lock (gate)
            return engine.Labels.CreateMilestone(world.Repository(repositoryId), Person(by), title);
    }

    private SimulatorInstallation ChangeInstallation(
        long id, string? by, string action, Func<SimulatorInstallation, SimulatorInstallation> change)
    {
        lock (gate)
            return engine.Installations.Change(id, Person(by), action, change);
    }

    private SimulatorRepository ChangeRepository(
        long id,
        string? by,
        string action,
        Func<SimulatorRepository, SimulatorRepository> change,
        Func<SimulatorRepository, JsonObject>? changes = null)
    {
        lock (gate)
        {
            var repository = world.Repository(id);
            return engine.Repositories.Change(repository, Person(by), action, change, changes?.Invoke(repository.Current));
        }
    }
}
