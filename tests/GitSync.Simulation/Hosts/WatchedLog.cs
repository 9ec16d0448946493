using Microsoft.Extensions.Logging;

namespace GitSync.Simulation;

/// <summary>A log that nobody writes down: it is looked at for secrets.</summary>
internal sealed class WatchedLog(Watch watch) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        watch.Read("a log", formatter(state, exception) + exception);

    public void Dispose()
    {
    }
}
