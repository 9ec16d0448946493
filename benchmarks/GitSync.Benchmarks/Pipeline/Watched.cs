using GitSync.Testing;
using GitSync.Testing.Simulator;

namespace GitSync.Benchmarks;

/// <summary>The application's tasks, in memory; says when GitSync has written one.</summary>
internal sealed class WatchedTasks(InMemoryTaskRecords tasks, Action<string> written) : ITaskRecords
{
    public ValueTask<TaskRecord?> FindAsync(string taskId, CancellationToken cancellationToken) => tasks.FindAsync(taskId, cancellationToken);

    public ValueTask<TaskRecord?> FindByCreationKeyAsync(Guid creationKey, CancellationToken cancellationToken) =>
        tasks.FindByCreationKeyAsync(creationKey, cancellationToken);

    public ValueTask<RecordWriteResult> CreateAsync(NewRecord<TaskContent> record, CancellationToken cancellationToken) =>
        tasks.CreateAsync(record, cancellationToken);

    public async ValueTask<RecordWriteResult> UpdateAsync(RecordChange<TaskContent> change, CancellationToken cancellationToken)
    {
        var result = await tasks.UpdateAsync(change, cancellationToken).ConfigureAwait(false);
        if (result.Status == RecordWriteStatus.Written)
        {
            written(change.Content.Title);
        }

        return result;
    }

    public ValueTask<RecordWriteResult> DeleteAsync(string taskId, CancellationToken cancellationToken) => tasks.DeleteAsync(taskId, cancellationToken);
}

/// <summary>The way to the simulator; says what title an issue has after each PATCH.</summary>
internal sealed class WatchedWire(GitHubSimulator gitHub, long repositoryId, Action<string> patched) : DelegatingHandler(gitHub.CreateHandler())
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (request.Method == HttpMethod.Patch && response.IsSuccessStatusCode && int.TryParse(request.RequestUri!.Segments[^1], out var number))
        {
            patched(gitHub.GetIssue(repositoryId, number).Title);
        }

        return response;
    }
}
