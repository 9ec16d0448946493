using System.Text.Json;

namespace GitSync.GitHub;

/// <summary>One request to GitHub's REST API.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">Relative to the API's base address; a path of numbers and names, never a secret.</param>
/// <param name="Body">The JSON body, or null.</param>
/// <param name="IsWrite">
/// Whether it changes content: only then is a lost answer an unknown outcome. False for tokens and milestones, which may be asked for twice.
/// </param>
internal sealed record GitHubRequest(HttpMethod Method, string Path, string? Body = null, bool IsWrite = false)
{
    /// <summary>The ETag of an earlier answer, or null: then an unchanged answer is a 304, which does not count against the limit.</summary>
    public string? IfNoneMatch { get; init; }

    /// <summary>Whether it makes an object.</summary>
    public bool IsCreation { get; init; }

    /// <summary>A read.</summary>
    public static GitHubRequest Get(string path) => new(HttpMethod.Get, path);

    /// <summary>A creation of content.</summary>
    public static GitHubRequest Post(string path, string body) => new(HttpMethod.Post, path, body, IsWrite: true) { IsCreation = true };

    /// <summary>An addition to a set: done twice it is done once.</summary>
    public static GitHubRequest Add(string path, string body) => new(HttpMethod.Post, path, body, IsWrite: true);

    /// <summary>A change of content.</summary>
    public static GitHubRequest Patch(string path, string body) => new(HttpMethod.Patch, path, body, IsWrite: true);

    /// <summary>A deletion of content.</summary>
    public static GitHubRequest Delete(string path, string? body = null) => new(HttpMethod.Delete, path, body, IsWrite: true);

    /// <summary>"PATCH repositories/1/issues/7", without the query.</summary>
    public override string ToString() => $"{Method} {Path.Split('?')[0]}";

    /// <summary>The failure when nothing is known of a request that has left.</summary>
    public RemoteFailure WhenLost => IsWrite ? RemoteFailure.OutcomeUnknown : RemoteFailure.Unavailable;
}

/// <summary>GitHub's answer to a request that it granted.</summary>
/// <param name="Request">The request.</param>
/// <param name="Status">The status code, 2xx; or 304, when the request asked for it.</param>
/// <param name="Text">The raw body; "" when it had none.</param>
/// <param name="Links">The Link header.</param>
/// <param name="ETag">The ETag, or null.</param>
/// <param name="GitHubNow">The Date header, or null.</param>
/// <param name="Rate">What is left of the hour's requests, or null.</param>
internal sealed record GitHubAnswer(
    GitHubRequest Request, int Status, string Text, PageLinks Links, string? ETag, DateTimeOffset? GitHubNow, RateHeaders? Rate)
{
    private const int MaximumDepth = 64;

    /// <summary>Whether what was asked for is as it was at the ETag.</summary>
    public bool IsUnchanged => Status == 304;

    /// <summary>Reads the body.</summary>
    /// <param name="read">Takes the root; returns null when it is not what was expected.</param>
    /// <exception cref="RemoteException">It is no JSON or not what was expected: for a write the outcome is unknown.</exception>
    public T Read<T>(Func<JsonElement, T?> read)
        where T : class
    {
        try
        {
            using var document = JsonDocument.Parse(Text, new JsonDocumentOptions { MaxDepth = MaximumDepth });
            if (read(document.RootElement) is { } value)
            {
                return value;
            }
        }
        catch (JsonException)
        {
            // Truncated or no JSON: told below, without the text.
        }

        throw new RemoteException(Request.WhenLost, $"GitHub's answer to {Request} could not be read.", Status);
    }
}
