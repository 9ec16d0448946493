namespace GitSync.Simulation;

/// <summary>Looks for a shorter history that breaks a promise too: fewer steps, and fewer kinds of faults.</summary>
internal static class Shrinker
{
    /// <summary>Plays in all.</summary>
    private const int Most = 60;

    public static async Task<Outcome> ShortenAsync(Outcome broken)
    {
        var (shortest, left) = (broken, Most);
        foreach (var kind in Enum.GetValues<FaultKind>().Where(kind => kind is not (FaultKind.None or FaultKind.All)))
        {
            await TryAsync(shortest.Scenario with { Kinds = shortest.Scenario.Kinds & ~kind });
        }

        // What breaks after some steps mostly breaks after more of them too; not always, so the step is halved on either side.
        for (var step = shortest.Scenario.Steps / 2; step > 0; step /= 2)
        {
            while (shortest.Scenario.Steps > step && await TryAsync(shortest.Scenario with { Steps = shortest.Scenario.Steps - step }))
            {
            }
        }

        return shortest;

        async Task<bool> TryAsync(Scenario scenario)
        {
            if (left-- <= 0 || await SimulationRun.PlayAsync(scenario) is not { Violation: not null } outcome)
            {
                return false;
            }

            shortest = outcome;
            return true;
        }
    }
}
