using System.Text.Json;
using Microsoft.Extensions.Options;

namespace GitSync.GitHub;

/// <summary>Finds repositories by name, and who we are. Thread-safe.</summary>
internal sealed class RepositoryFinder(AuthorizedCalls calls, IOptions<GitHubOptions> options)
{
    /// <summary>Longer than any name GitHub gives.</summary>
    private const int MaximumNameLength = 100;

    private string? _ownLogin;

    /// <summary>The repository, and with an App the installation that may use it. Follows renames.</summary>
    public async Task<RemoteRepository> FindAsync(string owner, string name, CancellationToken cancellationToken)
    {
        if (!IsName(owner) || !IsName(name))
        {
            throw new RemoteException(RemoteFailure.Invalid, "A repository is named as owner/name, of letters, digits, '-', '_' and '.'.");
        }

        long? installationId = null;
        if (options.Value.UsesApp)
        {
            var request = GitHubRequest.Get($"repos/{owner}/{name}/installation");
            var installation = await calls.SendAsAppAsync(request, cancellationToken).ConfigureAwait(false);
            installationId = installation.Read(ReadInstallation).Id;
        }

        var answer = await calls.SendAsync(new RequestOf(installationId, IsUrgent: true), GitHubRequest.Get($"repos/{owner}/{name}"), cancellationToken).ConfigureAwait(false);
        return answer.Read(root => ReadRepository(root, installationId));
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

    private static InstallationRef? ReadInstallation(JsonElement root) => root.Id("id") is { } id ? new InstallationRef(id) : null;

    private static RemoteRepository? ReadRepository(JsonElement root, long? installationId) =>
        root.Id("id") is { } id && root.Object("owner").Text("login") is { } owner && root.Text("name") is { } name
            ? new RemoteRepository(id, installationId, owner, name)
            : null;

    private sealed record InstallationRef(long Id);
}
