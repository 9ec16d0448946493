using System.Globalization;
using System.Text.Json.Nodes;

namespace GitSync.Testing.Simulator;

/// <summary>GitHub's primary limit (requests per hour) and secondary limit (writes per minute), counted per installation or user.</summary>
internal sealed class RateLimits(GitHubSimulatorOptions options)
{
    public const string SecondaryMessage =
        "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";

    private static readonly TimeSpan PrimaryWindow = TimeSpan.FromHours(1);
    private static readonly TimeSpan SecondaryWindow = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, Window> windows = new(StringComparer.Ordinal);

    /// <summary>Counts a request.</summary>
    /// <exception cref="Refusal">A limit is reached; a refused request changes nothing.</exception>
    public void Take(string key, bool write, DateTimeOffset now)
    {
        var window = Of(key, now);
        if (options.RateLimitPerHour > 0 && window.Used >= options.RateLimitPerHour)
            throw Refusal.Of(403, $"API rate limit exceeded for {key}.");
        if (write && options.ContentWritesPerMinute > 0)
        {
            while (window.Writes.TryPeek(out var oldest) && oldest <= now - SecondaryWindow)
                window.Writes.Dequeue();
            if (window.Writes.Count >= options.ContentWritesPerMinute)
                throw Secondary();
            window.Writes.Enqueue(now);
        }

        window.Used++;
    }

    /// <summary>Takes the last request back: a 304 is free.</summary>
    public void GiveBack(string key, DateTimeOffset now) => Of(key, now).Used--;

    public void AddHeaders(string key, DateTimeOffset now, IDictionary<string, string> headers)
    {
        if (options.RateLimitPerHour <= 0)
            return;
        var window = Of(key, now);
        headers["X-RateLimit-Limit"] = Text(options.RateLimitPerHour);
        headers["X-RateLimit-Remaining"] = Text(Remaining(window));
        headers["X-RateLimit-Used"] = Text(window.Used);
        headers["X-RateLimit-Reset"] = Text(window.Reset.ToUnixTimeSeconds());
        headers["X-RateLimit-Resource"] = "core";
    }

    public JsonObject Json(string key, DateTimeOffset now)
    {
        var window = Of(key, now);
        JsonObject Core() => new()
        {
            ["limit"] = options.RateLimitPerHour,
            ["used"] = window.Used,
            ["remaining"] = Remaining(window),
            ["reset"] = window.Reset.ToUnixTimeSeconds(),
        };
        return new JsonObject { ["resources"] = new JsonObject { ["core"] = Core(), ["search"] = Core() }, ["rate"] = Core() };
    }

    private Refusal Secondary()
    {
        var answer = Refusal.Json(options.SecondaryLimitStatus, SecondaryMessage);
        if (options.SecondaryLimitRetryAfter > TimeSpan.Zero)
            answer.With("Retry-After", Text((long)options.SecondaryLimitRetryAfter.TotalSeconds));
        return new Refusal(answer);
    }

    private int Remaining(Window window) => Math.Max(options.RateLimitPerHour - window.Used, 0);

    private Window Of(string key, DateTimeOffset now)
    {
        if (windows.TryGetValue(key, out var window) && window.Reset > now)
            return window;
        var start = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
        return windows[key] = new Window(start + PrimaryWindow, window?.Writes ?? []);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed class Window(DateTimeOffset reset, Queue<DateTimeOffset> writes)
    {
        public DateTimeOffset Reset { get; } = reset;

        public Queue<DateTimeOffset> Writes { get; } = writes;

        public int Used { get; set; }
    }
}
