namespace GitSync.Testing.Simulator;

/// <summary>One repository and all that lives in it. Guarded by the simulator's lock.</summary>
internal sealed class RepositoryData(SimulatorRepository current)
{
    public SimulatorRepository Current { get; set; } = current;

    public SortedDictionary<int, Versioned<SimulatorIssue>> Issues { get; } = [];

    public SortedDictionary<long, Versioned<SimulatorComment>> Comments { get; } = [];

    public Dictionary<string, SimulatorLabel> Labels { get; } = new(StringComparer.OrdinalIgnoreCase);

    public SortedDictionary<int, SimulatorMilestone> Milestones { get; } = [];

    /// <summary>Issues and pull requests share one number space; a number is never given twice.</summary>
    public int NextNumber() => lastNumber = checked(lastNumber + 1);

    private int lastNumber;

    /// <summary>The issue, also when deleted or transferred.</summary>
    /// <exception cref="KeyNotFoundException">The repository has no such number.</exception>
    public SimulatorIssue Issue(int number) =>
        Issues.TryGetValue(number, out var issue) && issue.Current is { } current
            ? current
            : throw new KeyNotFoundException($"{Current.FullName} has no issue or pull request #{number}.");

    /// <exception cref="KeyNotFoundException">The repository has no such comment.</exception>
    public SimulatorComment Comment(long id) =>
        Comments.TryGetValue(id, out var comment) && comment.Current is { } current
            ? current
            : throw new KeyNotFoundException($"{Current.FullName} has no comment {id}.");
}
