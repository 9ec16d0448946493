namespace GitSync.Simulation;

/// <summary>
/// Decides who goes on. Production code runs as activities that stop at gates: before and after every call of the store, of GitHub and of the application's
/// records. One activity runs at a time, until its next gate or its end, so that a seed gives the same history again. Not thread-safe: one thread decides.
/// </summary>
internal sealed class Scheduler
{
    /// <summary>Real time for one step of production code; more means that it waits for something that no gate stands at.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly AsyncLocal<Activity?> _current = new();
    private readonly List<Parked> _parked = [];

    /// <summary>Activities that stand at a gate, in the order in which they came there.</summary>
    public IReadOnlyList<Parked> Waiting => _parked;

    /// <summary>Begins an activity and runs it to its first gate.</summary>
    public Activity Start(string name, Func<Task> run)
    {
        var activity = new Activity(name);
        _ = RunAsync(activity, run);
        Settle(activity);
        return activity;
    }

    /// <summary>Lets an activity go on to its next gate.</summary>
    public void Resume(Parked parked)
    {
        _parked.Remove(parked);
        parked.Activity.Settled.Reset();
        parked.Open();
        Settle(parked.Activity);
    }

    /// <summary>Never lets them go on, as when their process is killed.</summary>
    public void Abandon(Activity activity) => _parked.RemoveAll(parked => parked.Activity == activity);

    /// <summary>Waits until the scheduler lets the activity go on; at once when nobody is being scheduled.</summary>
    public Task PassAsync(string gate)
    {
        if (_current.Value is not { } activity)
        {
            return Task.CompletedTask;
        }

        var parked = new Parked(activity, gate);
        _parked.Add(parked);
        activity.Settled.Set();
        return parked.Opened;
    }

    private async Task RunAsync(Activity activity, Func<Task> run)
    {
        _current.Value = activity;
        try
        {
            await run();
        }
        catch (Exception failure)
        {
            activity.Failure = failure;
        }

        activity.IsDone = true;
        activity.Settled.Set();
    }

    private static void Settle(Activity activity)
    {
        if (!activity.Settled.Wait(Patience))
        {
            throw new ViolationException($"{activity.Name} waits for something that the simulation does not know of.");
        }
    }
}

/// <summary>Production code on its way.</summary>
/// <param name="name">For the history.</param>
internal sealed class Activity(string name)
{
    public string Name { get; } = name;

    /// <summary>Set while it stands at a gate or has ended.</summary>
    public ManualResetEventSlim Settled { get; } = new();

    public bool IsDone { get; set; }

    /// <summary>What it ended with, or null.</summary>
    public Exception? Failure { get; set; }
}

/// <summary>An activity at a gate.</summary>
/// <param name="activity">Which.</param>
/// <param name="gate">Where.</param>
internal sealed class Parked(Activity activity, string gate)
{
    /// <summary>What waits for it goes on within <see cref="Open"/>, on the scheduler's thread.</summary>
    private readonly TaskCompletionSource _opened = new();

    public Activity Activity { get; } = activity;

    public string Gate { get; } = gate;

    public Task Opened => _opened.Task;

    public void Open() => _opened.SetResult();
}
