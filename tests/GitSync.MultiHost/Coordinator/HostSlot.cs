using System.Diagnostics;
using System.Globalization;

namespace GitSync.MultiHost;

/// <summary>
/// One of the hosts: a process, and after its end the next one in its place. Tells it how far to feed, and again after a restart.
/// Thread-safe; faults strike one at a time.
/// </summary>
internal sealed class HostSlot(HostSettings settings, string folder, string connection) : IAsyncDisposable
{
    private const int MaximumErrorLines = 1_000;
    private const int MaximumOwnEnds = 5;
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly List<Portion> _portions = [];
    private Process? _process;
    private TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _readySince;
    private int _starts;
    private int _errorLines;
    private int _ownEnds;
    private bool _expectsEnd;

    /// <summary>What a host did that none should: ended by itself, did not stop.</summary>
    public event Action<string>? Misbehaved;

    public int Slot => settings.Slot;

    /// <summary>Its share of the operations below this number is accepted.</summary>
    public int FedUpTo { get; private set; }

    /// <summary>For how long it has been at work: started, not paused, not stopping; null when it is not.</summary>
    public TimeSpan? AtWork => !IsBusy && _ready.Task.IsCompletedSuccessfully ? TimeProvider.System.GetElapsedTime(_readySince) : null;

    /// <summary>Whether a fault is under way.</summary>
    public bool IsBusy { get; private set; }

    public Task Ready => _ready.Task;

    /// <summary>Starts the next process.</summary>
    public void Start()
    {
        lock (_gate)
        {
            _ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var own = settings with
            {
                Start = _starts, Journal = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"host-{Slot}-{_starts}.log")),
            };
            _starts++;
            _expectsEnd = false;
            var start = new ProcessStartInfo("dotnet", ["exec", typeof(HostSlot).Assembly.Location, "host", own.Write()])
            {
                RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            };
            start.Environment[HostSettings.ConnectionVariable] = connection;
            var process = Process.Start(start)!;
            _process = process;
            process.EnableRaisingEvents = true;
            process.OutputDataReceived += (_, line) => Hear(process, line.Data);
            process.ErrorDataReceived += (_, line) => HearError(line.Data);
            process.Exited += (_, _) => HearEnd(process);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            foreach (var portion in _portions.Where(portion => portion.UpTo > FedUpTo))
            {
                Tell(process, portion);
            }
        }
    }

    /// <summary>Lets it enqueue its share of a portion; portions come in order.</summary>
    public void Feed(Portion portion)
    {
        lock (_gate)
        {
            _portions.Add(portion);
            Tell(_process!, portion);
        }
    }

    /// <summary>SIGKILL, and the next process.</summary>
    public async Task KillAsync()
    {
        var process = Expect();
        process.Kill();
        await process.WaitForExitAsync();
        IsBusy = false;
        Start();
    }

    /// <summary>SIGSTOP, and SIGCONT after a while.</summary>
    public async Task PauseAsync(TimeSpan length)
    {
        IsBusy = true;
        var process = _process!;
        Signals.Pause(process.Id);
        await Task.Delay(length, TimeProvider.System);
        Signals.Resume(process.Id);
        _readySince = TimeProvider.System.GetTimestamp();
        IsBusy = false;
    }

    /// <summary>SIGTERM, and the next process when that one has ended.</summary>
    public async Task StopAsync(bool restarts)
    {
        var process = Expect();
        Signals.AskToStop(process.Id);
        try
        {
            using var late = new CancellationTokenSource(StopTimeout, TimeProvider.System);
            await process.WaitForExitAsync(late.Token);
            if (process.ExitCode != 0)
            {
                Misbehaved?.Invoke(string.Create(CultureInfo.InvariantCulture, $"Host {Slot} was asked to stop and ended with code "
                    + $"{process.ExitCode}."));
            }
        }
        catch (OperationCanceledException)
        {
            Misbehaved?.Invoke($"Host {Slot} was asked to stop and had not after {StopTimeout}.");
            process.Kill();
            await process.WaitForExitAsync();
        }

        if (restarts)
        {
            IsBusy = false;
            Start();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _expectsEnd = true;
        if (_process is { HasExited: false } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    private Process Expect()
    {
        lock (_gate)
        {
            (IsBusy, _expectsEnd) = (true, true);
            return _process!;
        }
    }

    private void Tell(Process process, Portion portion)
    {
        try
        {
            process.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{portion.From} {portion.UpTo} {portion.Second}"));
            process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It has just ended; the next one is told when it starts.
        }
    }

    private void Hear(Process process, string? line)
    {
        lock (_gate)
        {
            if (line is null || process != _process)
            {
                return;
            }

            if (line == "ready")
            {
                _readySince = TimeProvider.System.GetTimestamp();
                _ready.TrySetResult();
            }
            else if (line.StartsWith("fed ", StringComparison.Ordinal))
            {
                FedUpTo = int.Parse(line.AsSpan("fed ".Length), CultureInfo.InvariantCulture);
            }
        }
    }

    private void HearError(string? line)
    {
        lock (_gate)
        {
            if (line is not null && _errorLines++ < MaximumErrorLines)
            {
                File.AppendAllText(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"errors-{Slot}.txt")), line + "\n");
            }
        }
    }

    private void HearEnd(Process process)
    {
        if (_expectsEnd || process != _process)
        {
            return;
        }

        var sentence = string.Create(CultureInfo.InvariantCulture, $"Host {Slot} ended by itself with code {process.ExitCode}; see "
            + $"errors-{Slot}.txt.");
        Misbehaved?.Invoke(sentence);
        if (++_ownEnds < MaximumOwnEnds)
        {
            Start();
        }
        else
        {
            _ready.TrySetException(new InvalidOperationException(sentence));
        }
    }
}
