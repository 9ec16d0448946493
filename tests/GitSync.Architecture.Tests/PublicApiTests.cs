using GitSync.Tests;
using PublicApiGenerator;

namespace GitSync.Architecture.Tests;

/// <summary>A change of what adopters see is a change of a snapshot that somebody has to read.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void CoreApi_IsAsApproved() => Match("GitSync.Core");

    [Fact]
    public void SqliteApi_IsAsApproved() => Match("GitSync.Storage.Sqlite");

    [Fact]
    public void PostgresApi_IsAsApproved() => Match("GitSync.Storage.Postgres");

    [Fact]
    public void GitHubApi_IsAsApproved() => Match("GitSync.GitHub");

    [Fact]
    public void AspNetCoreApi_IsAsApproved() => Match("GitSync.AspNetCore");

    [Fact]
    public void DashboardApi_IsAsApproved() => Match("GitSync.Dashboard");

    [Fact]
    public void TestingApi_IsAsApproved() => Match("GitSync.Testing");

    private static void Match(string package) => Snapshots.Match(
        Packages.All[package].GeneratePublicApi(new ApiGeneratorOptions
        {
            IncludeAssemblyAttributes = false,
            IncludeTypes = [.. Packages.ShownBy(package)],
            AllowNamespacePrefixes = ["Microsoft.Extensions.DependencyInjection", "Microsoft.AspNetCore.Builder"],
        }),
        package);
}
