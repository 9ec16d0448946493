namespace GitSync.Processing.Tests;

/// <summary>An application that throws whenever one of its tasks is asked for.</summary>
internal sealed class PoisonedTasks
{
    /// <summary>The task, or null once it is mended.</summary>
    public string? Id { get; set; }

    public ITaskRecords Around(ITaskRecords records) => new Records(this, records);

    private void Throw(string id)
    {
        if (id == Id)
        {
            throw new InvalidOperationException("A row that no code can read.");
        }
    }

    private sealed class Records(PoisonedTasks poisoned, ITaskRecords records) : ITaskRecords
    {
        public ValueTask<TaskRecord?> FindAsync(string taskId, CancellationToken cancellationToken)
        {
            poisoned.Throw(taskId);
            return records.FindAsync(taskId, cancellationToken);
        }

        public ValueTask<TaskRecord?> FindByCreationKeyAsync(Guid creationKey, CancellationToken cancellationToken) =>
            records.FindByCreationKeyAsync(creationKey, cancellationToken);

        public ValueTask<RecordWriteResult> CreateAsync(NewRecord<TaskContent> record, CancellationToken cancellationToken) =>
            records.CreateAsync(record, cancellationToken);

        public ValueTask<RecordWriteResult> UpdateAsync(RecordChange<TaskContent> change, CancellationToken cancellationToken) =>
            records.UpdateAsync(change, cancellationToken);

        public ValueTask<RecordWriteResult> DeleteAsync(string taskId, CancellationToken cancellationToken) =>
            records.DeleteAsync(taskId, cancellationToken);
    }
}
