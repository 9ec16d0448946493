using System.Globalization;
using System.Text.Json;
using GitSync.Testing.Simulator;

namespace GitSync.Simulation;

/// <summary>
/// Edits on GitHub that a write ran over before anybody could see them: GitHub has no conditional write, so what somebody changes between our read and our
/// PATCH of the same field is gone without a trace. That is a limit and no broken promise; only these edits are excused.
/// </summary>
internal sealed class UnseenEdits(GitHubSimulator gitHub)
{
    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);

    /// <summary>What each host was shown last of an issue.</summary>
    private readonly Dictionary<(object Host, long Repository, int Number), (string Title, string Body)> _shown = [];

    /// <summary>Whether a text was run over.</summary>
    public bool Contains(string text) => _texts.Contains(text);

    /// <summary>A host was shown an issue.</summary>
    public async Task AnsweredAsync(object host, HttpRequestMessage request, HttpResponseMessage answer)
    {
        if (!answer.IsSuccessStatusCode || PlaceOf(request) is not { } place)
        {
            return;
        }

        await answer.Content.LoadIntoBufferAsync();
        try
        {
            using var issue = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
            _shown[(host, place.Repository, place.Number)] = (issue.RootElement.GetProperty("title").GetString()!, People.TextOf(issue.RootElement.GetProperty("body").GetString()));
        }
        catch (JsonException)
        {
            // Broken off on its way: the host has not seen it.
        }
    }

    /// <summary>A host is about to write to an issue.</summary>
    public async Task SendsAsync(object host, HttpRequestMessage request)
    {
        if (request.Method != HttpMethod.Patch || PlaceOf(request) is not { } place
            || gitHub.GetIssues(place.Repository).SingleOrDefault(issue => issue.Number == place.Number) is not { } now
            || !_shown.TryGetValue((host, place.Repository, place.Number), out var shown))
        {
            return;
        }

        using var change = JsonDocument.Parse(await request.Content!.ReadAsByteArrayAsync());
        if (change.RootElement.TryGetProperty("title", out _) && now.Title != shown.Title)
        {
            _texts.Add(now.Title);
        }

        if (change.RootElement.TryGetProperty("body", out _) && People.TextOf(now.Body) != shown.Body)
        {
            _texts.Add(People.TextOf(now.Body));
        }
    }

    private static (long Repository, int Number)? PlaceOf(HttpRequestMessage request) =>
        request.RequestUri!.AbsolutePath.Trim('/').Split('/') is ["repositories", var id, "issues", var issue]
        && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var repository)
        && int.TryParse(issue, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (repository, number)
            : null;
}
