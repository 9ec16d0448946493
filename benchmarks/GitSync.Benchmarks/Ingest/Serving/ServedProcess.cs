using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace GitSync.Benchmarks;

/// <summary>A server under test in a process of its own, so that its memory is its own and it shares no collector with the client.</summary>
internal sealed class ServedProcess : IAsyncDisposable
{
    /// <summary>Schema, code that is compiled for the first time, a busy machine.</summary>
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly string _name;

    private ServedProcess(Process process, string name) => (_process, _name) = (process, name);

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>Processor time so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts a program and waits until it listens.</summary>
    /// <exception cref="BenchmarkBrokenException">It ended, or does not listen in time.</exception>
    public static async Task<ServedProcess> StartAsync(BuiltProgram program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program.File) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in program.Arguments.Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        var name = string.Join(' ', arguments.Take(3));
        var server = new ServedProcess(Process.Start(start) ?? throw new BenchmarkBrokenException($"{name} did not start."), name);
        try
        {
            var line = await server.ReadLineAsync("listen", StartPatience).ConfigureAwait(false);
            server.Address = Uri.TryCreate(line, UriKind.Absolute, out var address)
                ? address
                : throw new BenchmarkBrokenException($"{name} said \"{line}\" in the place of its address.");
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Ends its input, and waits for its figures and its end.</summary>
    public async Task<ServerFigures> StopAsync()
    {
        _process.StandardInput.Close();
        var line = await ReadLineAsync("stop", StopPatience).ConfigureAwait(false);
        using var patience = new CancellationTokenSource(StopPatience);
        await _process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
        BenchmarkBrokenException.Require(_process.ExitCode == 0, $"{_name} ended with {_process.ExitCode}.");
        return JsonSerializer.Deserialize<ServerFigures>(line) ?? throw new BenchmarkBrokenException($"{_name} told no figures.");
    }

    /// <summary>Whatever happened, nothing of it stays.</summary>
    public ValueTask DisposeAsync()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception)
        {
            // It has ended.
        }

        _process.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<string> ReadLineAsync(string what, TimeSpan patience)
    {
        try
        {
            return await _process.StandardOutput.ReadLineAsync().WaitAsync(patience).ConfigureAwait(false)
                ?? throw new BenchmarkBrokenException($"{_name} ended before it could {what}.");
        }
        catch (TimeoutException)
        {
            throw new BenchmarkBrokenException($"{_name} did not {what} within {patience}.");
        }
    }
}
