using System.Globalization;
using System.Text;
using System.Text.Json;

namespace GitSync.Benchmarks;

/// <summary>
/// What lies beside the queue: connections, the audit log, and the documents of hosts. The documents are written as their owners write them; that they
/// can be read is seen on the pages.
/// </summary>
internal sealed class SharedFill(ISyncStore store, DashboardSettings settings)
{
    public const int Runs = 100;
    public const int Minutes = 60;

    private const int Writers = 32;
    private const int Buckets = 22;
    private const int People = 7;

    public async Task ConnectAsync()
    {
        foreach (var connection in Landscape.Connections)
        {
            await store.ConnectAsync(connection).ConfigureAwait(false);
        }
    }

    public async Task AuditAsync(FillClock clock)
    {
        var ids = new OperationIds(clock, RandomSource.System);
        foreach (var chunk in Enumerable.Range(0, settings.Audited).Chunk(Writers))
        {
            await Task.WhenAll(chunk.Select(number => store.AppendAsync(new AuditEntry
            {
                Id = ids.Next(),
                At = clock.GetUtcNow(),
                Actor = Person(number),
                Action = "retry",
                Target = string.Create(CultureInfo.InvariantCulture, $"lane/{number}"),
                Reason = "GitHub took it by hand.",
                Details = "Queued again.",
            }))).ConfigureAwait(false);
        }
    }

    public async Task DocumentsAsync()
    {
        var now = TimeProvider.System.GetUtcNow();
        await WriteAsync("activity/minutes", Hour(now)).ConfigureAwait(false);
        foreach (var id in Landscape.AllInstallations)
        {
            await WriteAsync($"limits/{id}", new { Limit = 5000, Remaining = 4200, ResetAt = now.AddMinutes(30) }).ConfigureAwait(false);
        }

        var ids = new OperationIds(TimeProvider.System, RandomSource.System);
        var known = await store.ListStateAsync("runs/").ConfigureAwait(false);
        for (var number = known.Count; number < Runs; number++)
        {
            await WriteAsync($"runs/{ids.Next()}", ids, number, now).ConfigureAwait(false);
        }
    }

    public static string Person(int number) => string.Create(CultureInfo.InvariantCulture, $"admin-{number % People}");

    private Task WriteAsync(string name, OperationIds ids, int number, DateTimeOffset now) => WriteAsync(name, new
    {
        Id = Guid.Parse(name.AsSpan("runs/".Length)),
        Action = "Retry",
        Query = "state:errored error:" + Landscape.CommonError,
        Actor = Person(number),
        StartedAt = now,
        Expected = 1_000,
        Cursor = ids.Next(),
        Owner = ids.Next(),
        State = "Finished",
        Done = 1_000,
        MovedAt = now,
    });

    private Task WriteAsync<T>(string name, T document) =>
        store.ChangeStateAsync(name, _ => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(document)));

    /// <summary>An hour in which something happens in every minute, up to some minutes ahead: figures take a while.</summary>
    private static object[] Hour(DateTimeOffset now)
    {
        const int Ahead = 5;
        var last = (now.UtcTicks / TimeSpan.TicksPerMinute) - (DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerMinute) + Ahead;
        return
        [
            .. Enumerable.Range(0, Minutes).Select(ago => new
            {
                m = last - ago,
                l = new long[] { 20_000 + ago, 60, 640_000, 30_000, 120_000, 54_000, 108_000, 36_000 },
                e = new long[] { 0, 0, 900 + ago, 30, 120, 50, 110, 40 },
                c = new long[] { 700 + ago, 200 },
                w = Enumerable.Range(1, Buckets).Select(bucket => (long)bucket * 9).ToArray(),
                p = Enumerable.Range(1, Buckets).Select(bucket => (long)bucket * 7).ToArray(),
                x = Enumerable.Range(0, ActivityMinute.MaximumErrorCodes).ToDictionary(code => "error_" + code, code => (long)(code + 1)),
            }),
        ];
    }
}
