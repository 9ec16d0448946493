using System.Globalization;
using GitSync.Testing.Simulator;

namespace GitSync.Simulation;

/// <summary>What is played.</summary>
/// <param name="Seed">Gives every decision.</param>
/// <param name="Steps">How long the storm goes on.</param>
/// <param name="Kinds">What goes wrong.</param>
internal sealed record Scenario(int Seed, int Steps, FaultKind Kinds)
{
    /// <summary>One seed in this many plays all kinds of faults.</summary>
    private const int AllKindsEvery = 4;

    /// <summary>
    /// What a seed plays. Most leave out about half of the kinds: one fault often makes up for what another one did (a repository that comes back is looked through
    /// as a whole), so with all of them together fewer mistakes show (swarm testing).
    /// </summary>
    public static Scenario Of(int seed, int steps)
    {
        if (seed % AllKindsEvery == 0)
        {
            return new Scenario(seed, steps, FaultKind.All);
        }

        var random = new Random(seed * 13);
        var kinds = FaultKind.None;
        foreach (var kind in Enum.GetValues<FaultKind>().Where(kind => kind is not (FaultKind.None or FaultKind.All)))
        {
            kinds |= random.Next(2) == 0 ? kind : FaultKind.None;
        }

        return new Scenario(seed, steps, kinds);
    }
}

/// <summary>How it went.</summary>
/// <param name="Scenario">What was played.</param>
/// <param name="Violation">The promise that was broken, or null.</param>
/// <param name="History">What happened.</param>
/// <param name="Operations">How many operations there were.</param>
/// <param name="Requests">How many requests GitHub got.</param>
internal sealed record Outcome(Scenario Scenario, string? Violation, History History, int Operations, long Requests);

/// <summary>One seed: a storm, then calm, then everything that was promised is looked at.</summary>
internal sealed class SimulationRun
{
    private const int MinutesOfCalm = 150;
    private const int MinutesBetweenRepairs = 10;

    /// <summary>What is looked for by the hour has to have been looked for since anything happened last.</summary>
    private const int QuietRounds = 8;
    private const int MaximumRounds = 100;

    /// <summary>How late a webhook can be: GitHub sends them again for three days.</summary>
    private static readonly TimeSpan Days = TimeSpan.FromDays(3);

    private readonly Scenario _scenario;
    private readonly SimulatedWorld _world;
    private readonly Random _random;
    private readonly People _people;
    private readonly Weather _weather;
    private bool _isDelivering;

    private SimulationRun(Scenario scenario, SimulatedWorld world, Random random) => (_scenario, _world, _random, _people, _weather) =
        (scenario, world, random, new People(world, new Random(scenario.Seed * 31)), new Weather(world, new Random(scenario.Seed * 17), scenario.Kinds));

    private DateTimeOffset Now => _world.Clock.GetUtcNow();

    public static async Task<Outcome> PlayAsync(Scenario scenario)
    {
        var random = new Random(scenario.Seed);
        var world = await SimulatedWorld.MakeAsync(scenario.Seed, 2 + random.Next(3));
        await using (world)
        {
            var run = new SimulationRun(scenario, world, random);
            string? violation = null;
            try
            {
                await run.PlayAsync();
            }
            catch (Exception broken)
            {
                violation = broken is ViolationException ? broken.Message : broken.ToString();
            }

            violation = world.Watch.Broken ?? violation;

            var operations = await Promises.AllOperationsAsync(world.Store);
            foreach (var operation in operations)
            {
                world.History.Add(operation.EndedAt ?? operation.CreatedAt, $"operation {Promises.Describe(operation)}");
            }

            world.History.Add(world.Clock.GetUtcNow(), string.Create(CultureInfo.InvariantCulture, $"end: {operations.Count} operations, {world.GitHub.Requests.Total} requests"));
            return new Outcome(scenario, violation, world.History, operations.Count, world.GitHub.Requests.Total);
        }
    }

    private async Task PlayAsync()
    {
        _weather.Begin();
        for (var step = 0; step < _scenario.Steps; step++)
        {
            await StepAsync();
        }

        // Whoever stands at a gate goes on first, in a world that is well again.
        _weather.End();
        while (_world.Scheduler.Waiting.Count > 0)
        {
            Resume(_world.Scheduler.Waiting[0]);
        }

        await CalmAsync();
        await Promises.RequireAsync(_world, _people);
        var writes = _world.Watch.Writes;
        _world.Clock.Advance(Days);
        foreach (var webhook in _weather.Late())
        {
            await _world.Hosts[0].ReceiveAsync(webhook);
        }

        await CalmAsync();
        await Promises.RequireAsync(_world, _people);
        if (_world.Watch.Writes != writes)
        {
            throw new ViolationException($"{_world.Watch.Writes - writes} writes after quiescence: {string.Join(", ", Promises.LastWrites(_world.GitHub, 5))}");
        }
    }

    private async Task StepAsync()
    {
        var draw = _random.Next(100);
        var at = _random.Next(1000);
        switch (draw)
        {
            case < 50 when AwakeAtGates() is { Count: > 0 } gates:
                Resume(gates[at % gates.Count]);
                break;
            case < 68:
                Begin(at);
                break;
            case < 76:
                await _people.HereAsync(_world.Hosts[at % _world.Hosts.Count]);
                break;
            case < 84:
                _people.There();
                break;
            case < 93:
                _world.Clock.Advance(TimeSpan.FromMilliseconds(at < 20 ? 1000 * (30 + at) : at * 2));
                break;
            case < 97:
                await _weather.ChangeAsync();
                break;
            default:
                Send(_weather.Strange(), at);
                break;
        }
    }

    /// <summary>A host that is free and awake begins something.</summary>
    private void Begin(int at)
    {
        var free = _world.Hosts.Where(host => host.IsFree && host.AsleepUntil <= Now).ToArray();
        if (free.Length == 0)
        {
            return;
        }

        var host = free[at % free.Length];
        switch (at % 10)
        {
            case < 4 when _world.GitHub.PendingWebhooks > 0 && !_isDelivering:
                Deliver(host);
                break;
            case 9 when at % 4 == 0:
                _world.History.Add(Now, $"{host} repairs");
                host.Do("repairs", host.RepairAsync);
                break;
            default:
                _world.History.Add(Now, $"{host} works");
                host.Do("works", () => host.WorkAsync(1 + (at % 3)));
                break;
        }
    }

    private void Deliver(SimulatedHost host)
    {
        var webhook = _world.GitHub.GetPendingWebhooks()[0];
        _weather.Keep(webhook);
        _isDelivering = true;
        _world.Receiver = host;
        _world.History.Add(Now, $"webhook {webhook.Guid} {webhook.Event}.{webhook.Action} to {host}");
        host.Do("receives", async () =>
        {
            try
            {
                await _world.GitHub.DeliverAsync();
            }
            finally
            {
                _isDelivering = false;
            }
        });
    }

    private void Send(SimulatorWebhook? webhook, int at)
    {
        var free = _world.Hosts.Where(host => host.IsFree && host.AsleepUntil <= Now).ToArray();
        if (webhook is null || free.Length == 0)
        {
            return;
        }

        var host = free[at % free.Length];
        host.Do("receives", () => host.ReceiveAsync(webhook));
    }

    private List<Parked> AwakeAtGates() =>
        [.. _world.Scheduler.Waiting.Where(parked => HostOf(parked) is { } host && host.AsleepUntil <= Now)];

    private void Resume(Parked parked)
    {
        var host = HostOf(parked)!;
        _world.History.Add(Now, $"{parked.Activity.Name}: {parked.Gate}");
        host.Wake();
        _world.Scheduler.Resume(parked);
        if (parked.Activity is { IsDone: true, Failure: ViolationException broken })
        {
            throw broken;
        }
    }

    private SimulatedHost? HostOf(Parked parked) => _world.Hosts.FirstOrDefault(host => host.Doing == parked.Activity);

    /// <summary>Everything that hosts do by themselves, one after the other, until what is looked for by the hour has been looked for twice.</summary>
    private async Task CalmAsync()
    {
        _world.Receiver = null;
        var (quiet, known) = (0, 0);
        for (var round = 0; round < MaximumRounds && (round * MinutesBetweenRepairs < MinutesOfCalm || quiet < QuietRounds); round++)
        {
            await _world.DrainAsync();
            await _world.Hosts[round % _world.Hosts.Count].RepairAsync();
            await _world.ConnectAgainAsync();
            await RetryRefusedAsync();
            await _world.DrainAsync();
            _world.Clock.Advance(TimeSpan.FromMinutes(MinutesBetweenRepairs));
            var operations = (await Promises.AllOperationsAsync(_world.Store)).Count;
            (quiet, known) = (operations == known ? quiet + 1 : 0, operations);
        }
    }

    /// <summary>What GitHub called invalid waits for a person: an administrator has it tried again.</summary>
    private async Task RetryRefusedAsync()
    {
        foreach (var refused in await Promises.AllOperationsAsync(_world.Store))
        {
            if (refused is { State: OperationState.Errored, Error.Code: "validation" })
            {
                await _world.Store.RetryAsync(refused.Id, "administrator");
            }
        }
    }
}
