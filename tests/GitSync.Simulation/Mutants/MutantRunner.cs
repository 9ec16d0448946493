using System.Diagnostics;
using System.Globalization;

namespace GitSync.Simulation;

/// <summary>
/// Makes each mistake in a copy of the sources, builds it, and plays seeds until one breaks a promise. A mistake that no seed finds is a hole in the
/// promises. Seeds that break one without any mistake would prove nothing, so the copy is played as it is first.
/// </summary>
internal static class MutantRunner
{
    /// <summary>What a build and a play may take at most.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    private static readonly string[] Copied = ["src", "tests/GitSync.Simulation", "tests/Directory.Build.props", "eng", "Directory.Build.props", "Directory.Packages.props", "global.json", "nuget.config", ".editorconfig", "README.md", "LICENSE"];

    /// <returns>0 when every mistake was found.</returns>
    public static async Task<int> RunAsync(string named, SimulationSettings settings)
    {
        if (named == "check")
        {
            var lost = MutantList.All.Where(mutant => !IsThere(File.ReadAllText(Path.Combine(Root(), mutant.File)), mutant)).ToList();
            lost.ForEach(mutant => Console.WriteLine($"{mutant.Name}: {mutant.File} does not hold its place exactly once; mend MutantList."));
            Console.WriteLine($"{MutantList.All.Count} mutants, {lost.Count} without a place");
            return lost.Count == 0 ? 0 : 1;
        }

        var names = named.Split(',');
        var mutants = MutantList.All.Where(mutant => named == "all" || names.Contains(mutant.Name)).ToList();
        if (mutants.Count == 0)
        {
            Console.Error.WriteLine($"There is no mutant {named}. There are: {string.Join(", ", MutantList.All.Select(mutant => mutant.Name))}.");
            return 2;
        }

        var copy = Directory.CreateTempSubdirectory("gitsync-mutants-").FullName;
        try
        {
            foreach (var path in Copied)
            {
                Copy(Path.Combine(Root(), path), Path.Combine(copy, path));
            }

            if (await PlayAsync(copy, settings) is { Code: not 0 } plain)
            {
                Console.WriteLine($"The sources as they are do not pass, so nothing can be said of mistakes:{Environment.NewLine}{plain.Output}");
                return 1;
            }

            var survivors = 0;
            foreach (var mutant in mutants)
            {
                survivors += await TryAsync(copy, mutant, settings) ? 0 : 1;
            }

            Console.WriteLine($"{mutants.Count} mutants, {mutants.Count - survivors} found, {survivors} not");
            return survivors == 0 ? 0 : 1;
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    /// <returns>Whether it was found.</returns>
    private static async Task<bool> TryAsync(string copy, Mutant mutant, SimulationSettings settings)
    {
        var began = Stopwatch.GetTimestamp();
        var file = Path.Combine(copy, mutant.File);
        var original = await File.ReadAllTextAsync(file);
        if (!IsThere(original, mutant))
        {
            Console.WriteLine($"{mutant.Name}: {mutant.File} does not hold its place exactly once; mend MutantList.");
            return false;
        }

        await File.WriteAllTextAsync(file, original.Replace(mutant.Original, mutant.Changed, StringComparison.Ordinal));
        var played = await PlayAsync(copy, settings);
        await File.WriteAllTextAsync(file, original);
        var found = played.Output.Split('\n').FirstOrDefault(line => line.StartsWith("seed ", StringComparison.Ordinal));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{mutant.Name}: {(played.Code == 1 && found is not null ? $"found, {found.Trim()}" : played.Code == 0 ? "NOT FOUND" : $"does not build: {played.Output}")} ({Stopwatch.GetElapsedTime(began).TotalSeconds:N0} s)"));
        return played.Code == 1 && found is not null;
    }

    private static bool IsThere(string source, Mutant mutant) => source.Split(mutant.Original).Length == 2;

    private static async Task<(int Code, string Output)> PlayAsync(string copy, SimulationSettings settings)
    {
        var project = Path.Combine(copy, "tests", "GitSync.Simulation");
        var built = await RunAsync(copy, "build", project, "-c", "Release", "-v", "q", "--nologo", "-p:TreatWarningsAsErrors=false", "-p:EnforceCodeStyleInBuild=false", "-p:RunAnalyzers=false");
        return built.Code != 0
            ? (-1, built.Output)
            : await RunAsync(
                copy,
                Path.Combine(project, "bin", "Release", "net10.0", "GitSync.Simulation.dll"),
                "--seeds", settings.Seeds.ToString(CultureInfo.InvariantCulture), "--steps", settings.Steps.ToString(CultureInfo.InvariantCulture), "--stop-at", "1");
    }

    private static async Task<(int Code, string Output)> RunAsync(string directory, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException)
        {
            // A mistake can also make that nothing ever ends.
            process.Kill(entireProcessTree: true);
            return (1, $"seed unknown: not over after {Patience}");
        }
    }

    private static void Copy(string from, string to)
    {
        if (File.Exists(from))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(from, to);
        }
        else if (Directory.Exists(from))
        {
            foreach (var entry in Directory.EnumerateFileSystemEntries(from).Where(entry => Path.GetFileName(entry) is not ("bin" or "obj")))
            {
                Copy(entry, Path.Combine(to, Path.GetFileName(entry)));
            }
        }
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "GitSync.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The mutants are made of the sources: run this from the repository.");
    }
}
