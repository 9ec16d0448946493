using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace GitSync.GitHub;

/// <summary>Finds a milestone's number by its title; makes it where it is missing. Thread-safe.</summary>
internal sealed class Milestones(AuthorizedCalls calls, IOptions<GitHubOptions> options)
{
    /// <summary>How many pages are looked through; repositories with more milestones than 20 pages hold are refused.</summary>
    public const int MaximumPages = 20;

    /// <summary>The number of a milestone, made when there is none.</summary>
    /// <exception cref="RemoteException">
    /// GitHub refused. Never <see cref="RemoteFailure.OutcomeUnknown"/>: titles are unique, so making a milestone twice does no harm, and the
    /// issue was not written yet.
    /// </exception>
    public async Task<int> GetOrCreateAsync(RepositoryRef repository, string title, CancellationToken cancellationToken)
    {
        if (await FindAsync(repository, title, cancellationToken).ConfigureAwait(false) is { } number)
        {
            return number;
        }

        var request = new GitHubRequest(HttpMethod.Post, Path(repository), RequestBodies.OfMilestone(title));
        try
        {
            var answer = await calls.SendAsync(repository, request, cancellationToken).ConfigureAwait(false);
            return answer.Read(ReadNumber)[0];
        }
        catch (RemoteException exception) when (exception is { Failure: RemoteFailure.Invalid, HttpStatus: 422 })
        {
            // "already_exists": somebody made it in between, or an earlier answer was lost.
            if (await FindAsync(repository, title, cancellationToken).ConfigureAwait(false) is { } existing)
            {
                return existing;
            }

            throw;
        }
    }

    private async Task<int?> FindAsync(RepositoryRef repository, string title, CancellationToken cancellationToken)
    {
        for (var page = 1; page <= MaximumPages; page++)
        {
            var request = GitHubRequest.Get(string.Create(
                CultureInfo.InvariantCulture, $"{Path(repository)}?state=all&per_page={options.Value.PageSize}&page={page}"));
            var answer = await calls.SendAsync(repository, request, cancellationToken).ConfigureAwait(false);
            var found = answer.Read(root => Search(root, title));
            if (found.Number is not null || !answer.Links.HasMoreAfter(found.Count, options.Value.PageSize))
            {
                return found.Number;
            }
        }

        throw new RemoteException(RemoteFailure.Invalid, $"The repository has more milestones than {MaximumPages} pages hold; none was changed.");
    }

    /// <summary>The number of the page's milestone with this title, and how many it held. Null when it is no page.</summary>
    private static MilestonePage? Search(JsonElement milestones, string title) => milestones.ValueKind != JsonValueKind.Array ? null : new MilestonePage(
        milestones.EnumerateArray().Where(milestone => milestone.Text("title") == title).Select(milestone => milestone.IssueNumber("number"))
            .FirstOrDefault(number => number is not null),
        milestones.GetArrayLength());

    private static int[]? ReadNumber(JsonElement milestone) => milestone.IssueNumber("number") is { } number ? [number] : null;

    private static string Path(RepositoryRef repository) => string.Create(CultureInfo.InvariantCulture, $"repositories/{repository.Id}/milestones");

    private sealed record MilestonePage(int? Number, int Count);
}
