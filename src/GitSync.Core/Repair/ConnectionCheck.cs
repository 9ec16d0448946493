using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;

namespace GitSync;

/// <summary>
/// Asks now and then for repositories that GitHub took away (suspended, uninstalled, archived, deleted, without issues): while an installation is suspended nobody is
/// told that a repository was unarchived, and a webhook that ends an obstacle can be lost for good. What a person switched off or disconnected
/// is left alone, and nothing is moved to an installation that was not known before.
/// </summary>
internal sealed partial class ConnectionCheck(
    IConnectionStore connections,
    ISharedState shared,
    ProjectConnections projects,
    OperationIds ids,
    TimeProvider time,
    ILogger<ConnectionCheck> logger) : IRepairTask
{
    /// <summary>How long after the last one the next check follows: two requests, three when the App still has the repository.</summary>
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    private static readonly TimeSpan HeldFor = TimeSpan.FromMinutes(2);

    private readonly ILogger _logger = logger;
    private readonly string _host = ids.Next().ToString("N");

    public Task<DateTimeOffset?> RunDueAsync(CancellationToken cancellationToken) =>
        connections.WorkOnEachAsync(connection => connection.IsTakenAway, RunAsync, cancellationToken);

    private async Task<DateTimeOffset> RunAsync(Connection connection, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var name = string.Create(CultureInfo.InvariantCulture, $"check/{connection.RepositoryId}");
        if (Read(await shared.FindStateAsync(name, cancellationToken).ConfigureAwait(false)) is { } known && !known.IsFree(now))
        {
            return known.AskAt;
        }

        // The webhook that took it away has just come: the first check follows later.
        var taken = Read(await shared.ChangeStateAsync(
            name,
            document => Read(document) is not { } stored ? Write(new Turn { NextAt = now + Every })
                : stored.IsFree(now) ? Write(stored.Take(_host, now + HeldFor)) : document,
            cancellationToken).ConfigureAwait(false))!;
        if (taken.Host != _host)
        {
            return taken.AskAt;
        }

        if (await projects.RecoverAsync(connection, cancellationToken).ConfigureAwait(false) is { Result: ConnectionResult.Changed } outcome)
        {
            LogBack(outcome.Explanation);
        }

        var after = taken.Release(time.GetUtcNow() + Every);
        await shared.ChangeStateAsync(name, document => Read(document) == taken ? Write(after) : document, cancellationToken).ConfigureAwait(false);
        return after.AskAt;
    }

    private static Turn? Read(byte[]? document)
    {
        try
        {
            return document is null ? null : JsonSerializer.Deserialize(document, CheckJson.Default.Turn);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[] Write(Turn turn) => JsonSerializer.SerializeToUtf8Bytes(turn, CheckJson.Default.Turn);

    [LoggerMessage(1341, LogLevel.Information, "GitHub gives a repository back of which no webhook told. {Explanation}")]
    private partial void LogBack(string explanation);
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(Turn))]
internal sealed partial class CheckJson : JsonSerializerContext;
