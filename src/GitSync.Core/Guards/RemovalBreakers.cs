using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GitSync;

/// <summary>The breaker of a repository: how much was closed or deleted lately, and whether that was too much.</summary>
/// <param name="Removals">When the last closes and deletions were carried over, in seconds since 1970, oldest first.</param>
/// <param name="OpenSince">Since when nothing more is carried over; null while it is closed, as it should be.</param>
public sealed record RemovalBreaker(IReadOnlyList<long> Removals, DateTimeOffset? OpenSince)
{
    /// <summary>The operations that passed, as many as may pass at once, newest last: one that is tried again is not counted again.</summary>
    public IReadOnlyList<Guid> Passed { get; init; } = [];

    /// <summary>One that nothing has passed yet.</summary>
    public static RemovalBreaker Fresh { get; } = new([], null);

    /// <summary>One more passes, or the breaker opens. Pure.</summary>
    /// <param name="operation">The operation that closes or deletes.</param>
    /// <param name="now">The time.</param>
    /// <param name="maximum">At most so many within the window.</param>
    /// <param name="window">The window.</param>
    public RemovalBreaker Pass(Guid operation, DateTimeOffset now, int maximum, TimeSpan window)
    {
        if (OpenSince is not null || Passed.Contains(operation))
        {
            return this;
        }

        var recent = Removals.Where(at => at > (now - window).ToUnixTimeSeconds()).ToArray();
        return recent.Length >= maximum
            ? this with { Removals = recent, OpenSince = now }
            : new RemovalBreaker([.. recent, now.ToUnixTimeSeconds()], null) { Passed = [.. Passed.Append(operation).TakeLast(maximum)] };
    }
}

/// <summary>Stops closes and deletions of a repository when there are too many at once, until a person has looked. Thread-safe.</summary>
public interface IRemovalBreakers
{
    /// <summary>How a repository's breaker stands.</summary>
    Task<RemovalBreaker> FindAsync(long repositoryId, CancellationToken cancellationToken = default);

    /// <summary>Repositories whose breaker is open, and since when; at most <see cref="OperationQuery.MaximumLimit"/> are looked at.</summary>
    Task<IReadOnlyDictionary<long, DateTimeOffset>> ListOpenAsync(CancellationToken cancellationToken = default);

    /// <summary>A person has looked: what waits is carried over, and counted anew.</summary>
    Task ResetAsync(long repositoryId, CancellationToken cancellationToken = default);
}

/// <summary>The default breakers: documents of shared state, so that all hosts count together.</summary>
internal sealed partial class RemovalBreakers(
    ISharedState shared, TimeProvider time, IOptions<GitSyncOptions> options, ILogger<RemovalBreakers> logger) : IRemovalBreakers
{
    private const string Prefix = "breaker/";

    /// <summary>How long a removal waits before it is tried again: somebody has to look first.</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromMinutes(5);

    private readonly GuardOptions _options = options.Value.Guards;
    private readonly ILogger _logger = logger;

    public async Task<RemovalBreaker> FindAsync(long repositoryId, CancellationToken cancellationToken) =>
        Parse(await shared.FindStateAsync(NameOf(repositoryId), cancellationToken).ConfigureAwait(false));

    public async Task<IReadOnlyDictionary<long, DateTimeOffset>> ListOpenAsync(CancellationToken cancellationToken)
    {
        var open = new Dictionary<long, DateTimeOffset>();
        foreach (var (name, document) in await shared.ListStateAsync(Prefix, cancellationToken).ConfigureAwait(false))
        {
            if (Parse(document).OpenSince is { } since && long.TryParse(name.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                open[id] = since;
            }
        }

        return open;
    }

    public Task ResetAsync(long repositoryId, CancellationToken cancellationToken) =>
        shared.ChangeStateAsync(NameOf(repositoryId), _ => null, cancellationToken);

    /// <summary>Counts a close or deletion that is about to be carried over.</summary>
    /// <returns>How the claim ends when it has to wait; null when it may go on.</returns>
    public async ValueTask<Completion?> RefusalAsync(Reconciliation run, CancellationToken cancellationToken)
    {
        if (_options.MaximumRemovals == 0)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var wasOpen = false;
        var document = await shared.ChangeStateAsync(
            NameOf(run.Repository.Id),
            stored =>
            {
                var before = Parse(stored);
                wasOpen = before.OpenSince is not null;

                var after = before.Pass(run.Operation.Id, now, _options.MaximumRemovals, _options.RemovalWindow);
                return after == before ? stored : JsonSerializer.SerializeToUtf8Bytes(after, GuardJson.Default.RemovalBreaker);
            },
            cancellationToken).ConfigureAwait(false);
        if (Parse(document).OpenSince is not { } since)
        {
            return null;
        }

        if (!wasOpen)
        {
            LogOpened(run.Connection.FullName, _options.MaximumRemovals, _options.RemovalWindow);
        }

        return run.Retry(
            SyncRule.BreakerOpen,
            string.Create(
                CultureInfo.InvariantCulture,
                $"Waiting for a person: more than {_options.MaximumRemovals} closes and deletions within {_options.RemovalWindow.TotalMinutes:0.#} minutes in {run.Connection.FullName}, so none is carried over since {RuleExplanation.Time(since)} until its breaker is reset."),
            run.Now + Wait,
            spendsAttempt: false);
    }

    private static string NameOf(long repositoryId) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{repositoryId}");

    /// <summary>One that cannot be read is open: nobody knows what has passed, and a person can reset it.</summary>
    private static RemovalBreaker Parse(byte[]? document)
    {
        try
        {
            return document is null ? RemovalBreaker.Fresh : JsonSerializer.Deserialize(document, GuardJson.Default.RemovalBreaker) ?? RemovalBreaker.Fresh;
        }
        catch (JsonException)
        {
            return new RemovalBreaker([], DateTimeOffset.UnixEpoch);
        }
    }

    [LoggerMessage(1401, LogLevel.Error, "More than {Maximum} closes and deletions within {Window} in {Repository}: none is carried over until its breaker is reset")]
    private partial void LogOpened(string repository, int maximum, TimeSpan window);
}
