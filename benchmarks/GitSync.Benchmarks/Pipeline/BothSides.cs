using System.Globalization;

namespace GitSync.Benchmarks;

/// <summary>Issues and their records, edited by people on either side, and compared.</summary>
internal sealed class BothSides(WholeHost host)
{
    private const string Words = "When the list is sorted by date and somebody adds a label, the row moves and the focus is lost. ";
    private const int Sentences = 20;

    /// <summary>The base's second has to be over: what follows in the same one is no ordinary edit.</summary>
    private static readonly TimeSpan NextSecond = TimeSpan.FromSeconds(1.1);

    private readonly Dictionary<int, string> _records = [];
    private int _edits;

    /// <summary>Opens so many issues, and waits until each has its record.</summary>
    public async Task<IReadOnlyList<int>> OpenAsync(int count)
    {
        var titles = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            var title = string.Create(CultureInfo.InvariantCulture, $"The list loses its place, case {_records.Count + i}");
            titles[title] = host.GitHub.OpenIssue(host.RepositoryId, title, string.Concat(Enumerable.Repeat(Words, Sentences))).Number;
        }

        await RestAsync().ConfigureAwait(false);
        foreach (var task in host.Tasks.All)
        {
            if (titles.TryGetValue(task.Content.Title, out var number))
            {
                _records.Add(number, task.Id);
            }
        }

        BenchmarkBrokenException.Require(titles.Values.All(_records.ContainsKey), "Issues have no record.");
        return [.. titles.Values];
    }

    /// <summary>A title that no edit had yet.</summary>
    public string NextTitle() => string.Create(CultureInfo.InvariantCulture, $"The list loses its place, edit {Interlocked.Increment(ref _edits)}");

    /// <summary>Somebody edits the issue.</summary>
    public void EditThere(int number, string title) => host.GitHub.EditIssue(host.RepositoryId, number, title);

    /// <summary>Somebody edits the record, and the application announces it.</summary>
    public async Task EditHereAsync(int number, string title)
    {
        var id = _records[number];
        var task = await host.Tasks.FindAsync(id, CancellationToken.None).ConfigureAwait(false);
        var saved = host.Tasks.Save(id, WholeHost.Project, task!.Content with { Title = title });
        await host.Enqueuer.EnqueueAsync(
            new TaskChanged { TaskId = id, Project = WholeHost.Project, Action = SyncAction.Edited, ModifiedAt = saved.ModifiedAt }).ConfigureAwait(false);
    }

    /// <summary>Waits until nothing is on its way and the second is over, and compares every issue with its record.</summary>
    public async Task RestAsync()
    {
        await host.RestAsync().ConfigureAwait(false);
        await Task.Delay(NextSecond, TimeProvider.System).ConfigureAwait(false);
        foreach (var (number, id) in _records)
        {
            var issue = host.GitHub.GetIssue(host.RepositoryId, number);
            var record = await host.Tasks.FindAsync(id, CancellationToken.None).ConfigureAwait(false);
            BenchmarkBrokenException.Require(
                record?.Content is { } content && content.Title == issue.Title && content.Body == issue.Body && content.IsOpen,
                $"Issue {number} and its record differ: '{issue.Title}' and '{record?.Content.Title}'.");
        }
    }
}
