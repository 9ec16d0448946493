using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace GitSync.Dashboard.Tests;

/// <summary>Keeps the errors that a host logs.</summary>
internal sealed class ErrorLog : ILoggerProvider, ILogger
{
    /// <summary>The first ones say why; the others would only fill the memory.</summary>
    private const int Maximum = 100;

    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyList<string> Lines => [.. _lines];

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel) && _lines.Count < Maximum)
        {
            _lines.Enqueue($"{formatter(state, exception)} {exception}".TrimEnd());
        }
    }

    public void Dispose()
    {
    }
}
