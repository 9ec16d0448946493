using System.Reflection;

namespace GitSync.Benchmarks;

/// <summary>A program that was built with this one.</summary>
/// <param name="File">The executable.</param>
/// <param name="Arguments">What comes before the arguments of a run.</param>
internal sealed record BuiltProgram(string File, params IReadOnlyList<string> Arguments)
{
    private const string Dotnet = "dotnet";

    /// <summary>This program again.</summary>
    public static BuiltProgram Own { get; } =
        Environment.ProcessPath is { } own && !Path.GetFileNameWithoutExtension(own).Equals(Dotnet, StringComparison.OrdinalIgnoreCase)
            ? new(own)
            : new(Dotnet, typeof(BuiltProgram).Assembly.Location);

    /// <summary>The program with the other systems.</summary>
    public static BuiltProgram Peers { get; } = new(Dotnet, PathOf("DotnetPeers"));

    /// <summary>A path that the build left.</summary>
    public static string PathOf(string key) =>
        typeof(BuiltProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;

    /// <summary>The same with more arguments in front.</summary>
    public BuiltProgram With(string argument) => new(File, [.. Arguments, argument]);
}
