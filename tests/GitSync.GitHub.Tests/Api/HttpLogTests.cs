using System.Text;
using GitSync.Testing;
using Microsoft.Extensions.Logging;

namespace GitSync.GitHub.Tests;

/// <summary>
/// The HTTP client of the framework logs every header at its lowest level: redacted in the text, but as it is among the values that structured loggers keep.
/// </summary>
public sealed class HttpLogTests
{
    [Fact]
    public async Task LogAtItsLowestLevel_ShowsNoToken()
    {
        using var log = new WholeLog();
        var users = new InMemoryUserDirectory();
        users.Add("ada", token: "ghu_of-ada");
        using var gateway = Gateway.WithApp(tokens: users, logging: logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        gateway.GitHub
            .On("GET", Bodies.Issue().ToJsonString())
            .On("GET /api/repositories/186853002/issues/8", "{}", 404)
            .On("PATCH", Bodies.Issue().ToJsonString())
            .On("POST", """{"token":"ghs_of-the-installation","expires_at":"2024-03-01T13:00:00Z"}""", 201);

        await gateway.Port.GetIssueAsync(Gateway.Ref, 7, isPullRequest: false, default);
        await gateway.Port.UpdateIssueAsync(Gateway.Ref with { ActingUserId = "ada" }, 7, new IssueChange { Title = "New" }, default);
        var missing = () => gateway.Port.GetIssueAsync(Gateway.Ref, 8, isPullRequest: false, default);
        await missing.Should().ThrowAsync<RemoteException>();

        var tokens = gateway.GitHub.Requests.Select(sent => sent.Authorization!.Split(' ')[1]).Distinct().ToList();
        tokens.Should().HaveCount(3, "the App, its installation and the user have one each").And.Contain("ghs_of-the-installation").And.Contain("ghu_of-ada");
        var text = log.ToString();
        text.Should().Contain("issues/8 failed: NotFound", "what GitHub refuses is logged");
        foreach (var token in tokens)
        {
            text.Should().NotContain(token);
        }
    }

    /// <summary>Every message, and every value that a structured log would keep of it.</summary>
    private sealed class WholeLog : ILoggerProvider, ILogger
    {
        private readonly Lock _gate = new();
        private readonly StringBuilder _text = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Keep(state, $"{state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Keep(state, $"{formatter(state, exception)} {exception}");

        public override string ToString()
        {
            lock (_gate)
            {
                return _text.ToString();
            }
        }

        public void Dispose()
        {
        }

        private void Keep(object? state, string message)
        {
            lock (_gate)
            {
                _text.AppendLine(message);
                foreach (var (name, value) in state as IEnumerable<KeyValuePair<string, object?>> ?? [])
                {
                    _text.Append(name).Append('=').AppendLine(value is IEnumerable<string> values ? string.Join(' ', values) : $"{value}");
                }
            }
        }
    }
}
