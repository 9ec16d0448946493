using System.Text.Json;
using Microsoft.Extensions.Options;

namespace GitSync.GitHub;

/// <summary>Finds repositories by name, and who we are. Thread-safe.</summary>
internal sealed class RepositoryFinder(AuthorizedCalls calls, IOptions<GitHubOptions> options)
{
    /// <summary>Longer than any name GitHub gives.</summary>
    private const int MaximumNameLength = 100;

    private static readonly string[] RolesThatMayTriage = ["triage", "push", "maintain", "admin"];

    private string? _ownLogin;

    /// <summary>The repository, and with an App the installation that may use it. Follows renames.</summary>
    public async Task<RemoteRepository> FindAsync(string owner, string name, CancellationToken cancellationToken)
    {
        if (!IsName(owner) || !IsName(name))
        {
            throw new RemoteException(RemoteFailure.Invalid, "A repository is named as owner/name, of letters, digits, '-', '_' and '.'.");
        }

        InstallationRef? installation = null;
        if (options.Value.UsesApp)
        {
            var request = GitHubRequest.Get($"repos/{owner}/{name}/installation");
            installation = (await calls.SendAsAppAsync(request, cancellationToken).ConfigureAwait(false)).Read(ReadInstallation);
        }

        // The id is not known yet: this is the one request with a token that is not narrowed to a repository.
        var on = new RequestOf(installation?.Id, IsUrgent: true);
        var answer = await calls.SendAsync(on, GitHubRequest.Get($"repos/{owner}/{name}"), cancellationToken).ConfigureAwait(false);
        return answer.Read(root => ReadRepository(root, installation));
    }

    /// <summary>The login under which we create; it does not change while the process runs.</summary>
    public async Task<string> GetOwnLoginAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _ownLogin) is { } known)
        {
            return known;
        }

        // An App acts as its bot, whose login is its slug with a suffix.
        var login = options.Value.UsesApp
            ? (await calls.SendAsAppAsync(GitHubRequest.Get("app"), cancellationToken).ConfigureAwait(false)).Read(root => root.Text("slug")) + "[bot]"
            : (await calls.SendAsync(new RequestOf(null, IsUrgent: true), GitHubRequest.Get("user"), cancellationToken).ConfigureAwait(false)).Read(root => root.Text("login"));
        Volatile.Write(ref _ownLogin, login);
        return login;
    }

    /// <summary>Only what GitHub allows in names: anything else could lead the request elsewhere.</summary>
    private static bool IsName(string? name) => name is { Length: > 0 and <= MaximumNameLength } and not "." and not ".."
        && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.');

    private static InstallationRef? ReadInstallation(JsonElement root) => root.Id("id") is { } id
        ? new InstallationRef(id, root.HasObject("permissions") ? root.Object("permissions").Text("issues") == "write" : null)
        : null;

    private static RemoteRepository? ReadRepository(JsonElement root, InstallationRef? installation) =>
        root.Id("id") is { } id && root.Object("owner").Text("login") is { } owner && root.Text("name") is { } name
            ? new RemoteRepository(id, installation?.Id, owner, name)
            {
                IsArchived = root.Flag("archived") == true,
                IsDisabled = root.Flag("disabled") == true,
                HasIssues = root.Flag("has_issues") != false,

                // What an App may do is said of its installation; what a token may do, of the repository.
                MayWriteIssues = installation is null ? MayTriage(root) : installation.MayWriteIssues,
            }
            : null;

    private static bool? MayTriage(JsonElement root) => root.HasObject("permissions")
        ? Array.Exists(RolesThatMayTriage, role => root.Object("permissions").Flag(role) == true)
        : null;

    private sealed record InstallationRef(long Id, bool? MayWriteIssues);
}
