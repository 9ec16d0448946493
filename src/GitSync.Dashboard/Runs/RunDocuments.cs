namespace GitSync.Dashboard.Runs;

/// <summary>Runs as all hosts know them: documents of shared state.</summary>
internal sealed class RunDocuments(ISharedState shared)
{
    private const string Prefix = "runs/";

    /// <summary>Older ones are removed when another one starts; the audit log still tells of them.</summary>
    private const int MaximumKept = 100;

    public async Task<Run?> FindAsync(Guid id, CancellationToken cancellationToken) => Run.Read(await shared.FindStateAsync(Prefix + id, cancellationToken));

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<Run>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await shared.ListStateAsync(Prefix, cancellationToken)).Select(each => Run.Read(each.Value)).OfType<Run>().OrderByDescending(run => run.Id)];

    public async Task AddAsync(Run run, CancellationToken cancellationToken)
    {
        foreach (var old in (await ListAsync(cancellationToken)).Skip(MaximumKept - 1).Where(each => each.State != RunState.Running || each.IsAbandoned(run.StartedAt)))
        {
            await shared.ChangeStateAsync(Prefix + old.Id, _ => null, cancellationToken);
        }

        await shared.ChangeStateAsync(Prefix + run.Id, _ => run.Write(), cancellationToken);
    }

    /// <summary>Changes one as it is by then.</summary>
    /// <param name="id">Which.</param>
    /// <param name="change">Null leaves it alone.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The run as it is now, or null when there is none.</returns>
    public async Task<Run?> ChangeAsync(Guid id, Func<Run, Run?> change, CancellationToken cancellationToken) => Run.Read(await shared.ChangeStateAsync(
        Prefix + id,
        document => Run.Read(document) is { } run && change(run) is { } changed ? changed.Write() : document,
        cancellationToken));
}
