namespace GitSync.MultiHost;

/// <summary>What is done to a host.</summary>
internal enum Fault
{
    /// <summary>SIGKILL.</summary>
    Kill,

    /// <summary>SIGSTOP for longer than the lease, then SIGCONT.</summary>
    Pause,

    /// <summary>SIGTERM.</summary>
    Stop,
}

/// <summary>
/// Strikes the hosts, one fault after the other, each on a host that has worked for a moment, while at least half of them are at work.
/// Pauses and stops go on while the next ones strike.
/// </summary>
/// <param name="settings">How many of each.</param>
/// <param name="slots">The hosts.</param>
/// <param name="struck">Called after each fault with how many have struck; the next one waits for it.</param>
internal sealed class FaultDriver(RunSettings settings, IReadOnlyList<HostSlot> slots, Func<int, Task> struck)
{
    private const int ShortestPauseMilliseconds = 20;
    private const int LongestPauseMilliseconds = 300;
    private const int LongestWorkMilliseconds = 1200;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(20);

    private readonly Random _random = new(settings.Seed);

    /// <summary>Strikes all faults; returns when the last pause and the last stop are over.</summary>
    public async Task RunAsync()
    {
        Fault[] faults =
        [
            .. Enumerable.Repeat(Fault.Kill, settings.Kills),
            .. Enumerable.Repeat(Fault.Pause, settings.Pauses),
            .. Enumerable.Repeat(Fault.Stop, settings.Stops),
        ];
        _random.Shuffle(faults);
        var underWay = new List<Task>();
        for (var i = 0; i < faults.Length; i++)
        {
            var calm = TimeSpan.FromMilliseconds(_random.Next(ShortestPauseMilliseconds, LongestPauseMilliseconds));
            await Task.Delay(calm, TimeProvider.System);
            var slot = await ChooseAsync();
            switch (faults[i])
            {
                case Fault.Kill:
                    await slot.KillAsync();
                    break;
                case Fault.Pause:
                    underWay.Add(slot.PauseAsync(settings.Lease + TimeSpan.FromMilliseconds(_random.Next(200, 1500))));
                    break;
                case Fault.Stop:
                    underWay.Add(slot.StopAsync(restarts: true));
                    break;
                default:
                    throw new InvalidOperationException($"Unknown fault {faults[i]}.");
            }

            await struck(i + 1);
        }

        await Task.WhenAll(underWay);
    }

    private async Task<HostSlot> ChooseAsync()
    {
        var worked = TimeSpan.FromMilliseconds(_random.Next(LongestWorkMilliseconds));
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            HostSlot[] atWork = [.. slots.Where(slot => slot.AtWork is not null)];
            HostSlot[] chosen = [.. atWork.Where(slot => slot.AtWork >= worked)];
            if (atWork.Length * 2 >= slots.Count && chosen.Length > 0)
            {
                return chosen[_random.Next(chosen.Length)];
            }

            if (TimeProvider.System.GetElapsedTime(since) > Patience)
            {
                throw new TimeoutException($"Only {atWork.Length} of {slots.Count} hosts were at work within {Patience}.");
            }

            await Task.Delay(LookInterval, TimeProvider.System);
        }
    }
}
