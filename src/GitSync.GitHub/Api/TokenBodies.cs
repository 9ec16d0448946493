using System.Globalization;

namespace GitSync.GitHub;

/// <summary>Bodies of requests for tokens: exactly what is needed. Pure.</summary>
/// <remarks>See <see href="https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app"/>.</remarks>
internal static class TokenBodies
{
    /// <summary>To read and write issues and pull requests of one repository; without one, to read what repositories are.</summary>
    public static string Of(long? repositoryId) => repositoryId is { } id
        ? string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"repository_ids":[{{{id}}}],"permissions":{"issues":"write","pull_requests":"write","metadata":"read"}}""")
        : """{"permissions":{"metadata":"read"}}""";

    /// <summary>For one repository, with whatever the installation was granted: GitHub gives no token that asks for more than that.</summary>
    public static string WithWhatIsGranted(long repositoryId) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"repository_ids":[{{repositoryId}}]}""");
}
