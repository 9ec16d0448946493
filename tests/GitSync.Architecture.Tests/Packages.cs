using System.Reflection;

namespace GitSync.Architecture.Tests;

/// <summary>The packages under test, by name.</summary>
internal static class Packages
{
    public static readonly IReadOnlyDictionary<string, Assembly> All = new[]
    {
        typeof(ISyncQueue).Assembly,
        typeof(Storage.Sqlite.SqliteSyncStore).Assembly,
        typeof(Storage.Postgres.PostgresSyncStore).Assembly,
        typeof(GitHub.GitHubOptions).Assembly,
        typeof(Microsoft.AspNetCore.Builder.StatusEndpointRouteBuilderExtensions).Assembly,
        typeof(GitSync.Testing.InMemorySyncStore).Assembly,
    }.ToDictionary(assembly => assembly.GetName().Name!);

    public static TheoryData<string> Names() => [.. All.Keys];

    /// <summary>The checkout's root.</summary>
    public static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "GitSync.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("GitSync.sln is in no folder above the tests.");
        }

        return folder.FullName;
    }
}
