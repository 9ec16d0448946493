using System.Text.Json;

namespace GitSync.Benchmarks;

/// <summary>
/// A part of a suite in a process of its own: this program again, under a verb that nobody else uses. What it finds comes back as its last
/// line. The database is named in its environment, since a command line can be read by others.
/// </summary>
internal static class OwnProcess
{
    private const string Database = "GITSYNC_BENCH_CHILD_DATABASE";

    /// <summary>Longer than any part takes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>In the child: the database it is to work on.</summary>
    public static string ConnectionString =>
        Environment.GetEnvironmentVariable(Database) ?? throw new NotHereException("This verb is the benchmark's own; name a suite.");

    /// <summary>In the parent: runs it, and gives what it found.</summary>
    /// <exception cref="BenchmarkBrokenException">It failed, or did not end.</exception>
    public static async Task<IReadOnlyDictionary<string, double>> RunAsync(string connectionString, params string[] arguments)
    {
        var own = BuiltProgram.Own;
        var child = await ChildProcess.RunAsync(own.File, [.. own.Arguments, .. arguments], Patience, variable: (Database, connectionString)).ConfigureAwait(false);
        var name = string.Join(' ', arguments);
        BenchmarkBrokenException.Require(child.EndedInTime, $"{name} did not end within {Patience}.");
        BenchmarkBrokenException.Require(child.ExitCode == 0, $"{name} ended with {child.ExitCode}: {child.Output} {child.Errors}");
        return JsonSerializer.Deserialize<Dictionary<string, double>>(child.Output.TrimEnd().Split('\n')[^1])!;
    }

    /// <summary>In the child: says what is found, and gives its exit code.</summary>
    public static async Task<int> TellAsync(Func<Task<Dictionary<string, double>>> find)
    {
        try
        {
            Console.WriteLine(JsonSerializer.Serialize(await find().ConfigureAwait(false)));
            return 0;
        }
        catch (Exception failure) when (failure is BenchmarkBrokenException or NotHereException)
        {
            await Console.Error.WriteLineAsync(failure.Message).ConfigureAwait(false);
            return 1;
        }
    }
}
