using System.Reflection;

namespace GitSync.Benchmarks;

/// <summary>What is started as a server.</summary>
/// <param name="File">The executable.</param>
/// <param name="Arguments">What comes before the server's own arguments.</param>
internal sealed record ServerProgram(string File, params IReadOnlyList<string> Arguments)
{
    /// <summary>This program, as a server.</summary>
    public static ServerProgram Own { get; } =
        Environment.ProcessPath is { } own && !Path.GetFileNameWithoutExtension(own).Equals("dotnet", StringComparison.OrdinalIgnoreCase)
            ? new(own, IngestServer.Verb)
            : new("dotnet", typeof(ServerProgram).Assembly.Location, IngestServer.Verb);

    /// <summary>The program with the other systems, which is built with this one.</summary>
    public static ServerProgram Peers { get; } = new(
        "dotnet",
        typeof(ServerProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "DotnetPeers").Value!);
}
