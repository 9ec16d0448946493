using GitSync.Tests;

namespace GitSync.MultiHost;

/// <summary>The long form: a run on a database of its own, its figures on the console, and 1 when anything is wrong.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(RunSettings settings)
    {
        if (!Signals.AreSupported)
        {
            Console.Error.WriteLine("The signals that pause and stop hosts are sent as on Linux; this is another system.");
            return 2;
        }

        if (settings.Storage == StorageKind.Postgres && PostgresServer.UnavailableReason is { } reason)
        {
            Console.Error.WriteLine(reason);
            return 2;
        }

        var folder = settings.Keep ?? Directory.CreateTempSubdirectory("gitsync-multihost-").FullName;
        Directory.CreateDirectory(folder);
        try
        {
            return await RunAsync(settings, folder);
        }
        finally
        {
            if (settings.Keep is null)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static async Task<int> RunAsync(RunSettings settings, string folder)
    {
        await using var database = await RunDatabase.MakeAsync(settings.Storage, folder);
        Console.WriteLine($"{settings.Storage}, {settings.Hosts} hosts, {settings.Operations:N0} operations over "
            + $"{settings.Lanes:N0} lanes, seed {settings.Seed}");
        var report = await new MultiHostRun(settings, database.ConnectionString, folder, Console.WriteLine).RunAsync();
        var figures = report.Figures;
        foreach (var line in figures.Lines())
        {
            Console.WriteLine(line);
        }

        if (settings.Json is { } file)
        {
            await File.WriteAllTextAsync(file, figures.ToJson());
        }

        var blind = settings.Break ? Sabotage.Unnoticed(report.Evidence, Console.WriteLine) : 0;
        Console.WriteLine(figures.Violations == 0 && blind == 0 ? "nothing lost, nothing twice" : $"{figures.Violations} violations");
        return figures.Violations == 0 && blind == 0 ? 0 : 1;
    }
}
