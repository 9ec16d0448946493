namespace GitSync.Tests.Hosting;

/// <summary>Waits for another process to get somewhere: asks again until it holds, within a bound.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>The first answer that is not null.</summary>
    public static async Task<T> GetAsync<T>(string what, Func<Task<T?>> ask, Func<string>? onFailure = null)
        where T : class
    {
        using var timer = new PeriodicTimer(Interval);
        var began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < Patience)
        {
            if (await ask() is { } answer)
            {
                return answer;
            }

            await timer.WaitForNextTickAsync();
        }

        throw new TimeoutException($"Did not happen within {Patience}: {what}. {onFailure?.Invoke()}");
    }

    public static Task HoldsAsync(string what, Func<Task<bool>> ask, Func<string>? onFailure = null) =>
        GetAsync(what, async () => await ask() ? "" : null, onFailure);
}
