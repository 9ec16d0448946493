using System.Reflection;
using Microsoft.AspNetCore.Components;

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
        typeof(Dashboard.DashboardOptions).Assembly,
        typeof(GitSync.Testing.InMemorySyncStore).Assembly,
    }.ToDictionary(assembly => assembly.GetName().Name!);

    /// <summary>What adopters see of a package. Razor's components are public because its compiler makes them so; nobody is meant to use them (ADR 21).</summary>
    public static IEnumerable<Type> ShownBy(string package) => All[package].GetExportedTypes().Where(type => !typeof(IComponent).IsAssignableFrom(type) && type.Name != "_Imports");

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
