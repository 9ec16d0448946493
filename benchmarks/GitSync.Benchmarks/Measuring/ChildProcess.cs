using System.ComponentModel;
using System.Diagnostics;

namespace GitSync.Benchmarks;

/// <summary>What came of a program that was started and waited for.</summary>
/// <param name="EndedInTime">Whether it was not ended by us.</param>
/// <param name="ExitCode">Of no meaning when it was.</param>
/// <param name="Output">What it wrote.</param>
/// <param name="Errors">The end of what it wrote to the error output.</param>
internal sealed record ChildProcess(bool EndedInTime, int ExitCode, string Output, string Errors)
{
    /// <summary>Of the error output; enough to see why a program failed.</summary>
    private const int MaximumErrors = 4_000;

    /// <summary>Whether such a program can be started here.</summary>
    public static async Task<bool> ExistsAsync(string program, TimeSpan limit)
    {
        try
        {
            return (await RunAsync(program, ["--version"], limit).ConfigureAwait(false)) is { EndedInTime: true, ExitCode: 0 };
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Whatever the program started in its turn is ended with it when it takes longer.</summary>
    /// <exception cref="Win32Exception">There is no such program.</exception>
    public static async Task<ChildProcess> RunAsync(
        string program, string[] arguments, TimeSpan limit, string? folder = null, (string Name, string Value)? variable = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        if (variable is var (name, value))
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var late = new CancellationTokenSource(limit, TimeProvider.System);
        var endedInTime = true;
        try
        {
            await process.WaitForExitAsync(late.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            endedInTime = false;
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }

        var told = await errors.ConfigureAwait(false);
        return new ChildProcess(endedInTime, process.ExitCode, await output.ConfigureAwait(false), told[^Math.Min(told.Length, MaximumErrors)..]);
    }
}
