using System.Reflection;
using System.Security.Cryptography;

namespace GitSync.Architecture.Tests;

/// <summary>Dependencies point one way, and no driver shows through a public signature.</summary>
public sealed class DependencyTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["GitSync.Core"] = [],
        ["GitSync.Storage.Sqlite"] = ["GitSync.Core"],
        ["GitSync.Storage.Postgres"] = ["GitSync.Core"],
        ["GitSync.GitHub"] = ["GitSync.Core"],
        ["GitSync.AspNetCore"] = ["GitSync.Core", "GitSync.GitHub"],
        ["GitSync.Dashboard"] = ["GitSync.Core"],
        ["GitSync.Testing"] = ["GitSync.Core"],
    };

    private static readonly string[] Drivers = ["Octokit", "Dapper", "Microsoft.Data.Sqlite", "dbup-core", "Npgsql", "DiffPlex"];

    /// <summary>What lies in the sources of others, by hash: of idiomorph 0.8.0 the file <c>dist/idiomorph.min.js</c> of its package.</summary>
    private static readonly Dictionary<string, string> Vendored = new()
    {
        ["idiomorph.min.js"] = "4cbd535caf7663a51eda9bce6595371c384fc430d54b8d414e29a61167f19f96",
    };

    public static TheoryData<string> Names() => Packages.Names();

    [Theory]
    [MemberData(nameof(Names))]
    public void Package_KnowsOnlyWhatItMay(string package) => References(package)
        .Where(name => name.StartsWith("GitSync.", StringComparison.Ordinal)).Should().BeSubsetOf(Allowed[package]);

    [Fact]
    public void Core_KnowsNothingButMicrosoftExtensions() => References("GitSync.Core")
        .Should().OnlyContain(name => name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal));

    [Fact]
    public void VendoredScripts_AreTheReleasedOnes()
    {
        var scripts = Directory.GetFiles(Path.Combine(Packages.Root(), "src", "GitSync.Dashboard", "Assets", "Vendored"), "*.js");
        scripts.ToDictionary(path => Path.GetFileName(path), path => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))))
            .Should().BeEquivalentTo(Vendored);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void PublicSignatures_ShowNoDriver(string package)
    {
        var shown = Packages.ShownBy(package)
            .SelectMany(type => type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .SelectMany(Types)
            .Select(type => type.Assembly.GetName().Name!)
            .Distinct();

        shown.Should().NotIntersectWith(Drivers);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void PublicClasses_AreSealedOrMadeToBeDerivedFrom(string package) => Packages.ShownBy(package)
        .Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false })
        .Should().BeEmpty();

    private static IEnumerable<string> References(string package) => Packages.All[package].GetReferencedAssemblies().Select(name => name.Name!);

    private static IEnumerable<Type> Types(MemberInfo member) => member switch
    {
        MethodBase method => method.GetParameters().Select(parameter => parameter.ParameterType)
            .Concat(method is MethodInfo { ReturnType: var type } ? [type] : []).SelectMany(Flatten),
        PropertyInfo property => Flatten(property.PropertyType),
        FieldInfo field => Flatten(field.FieldType),
        _ => [],
    };

    private static IEnumerable<Type> Flatten(Type type) => type.IsGenericType ? type.GetGenericArguments().SelectMany(Flatten).Append(type) : [type];
}
