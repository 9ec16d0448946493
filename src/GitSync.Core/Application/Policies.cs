namespace GitSync;

/// <summary>Which objects of GitHub come in: filters by label, author, kind. Asked before the queue's transaction. Thread-safe.</summary>
public interface IInboundFilter
{
    /// <summary>Granted, or refused with a reason (<see cref="SyncRule.FilteredOut"/>).</summary>
    ValueTask<Admission> AdmitAsync(SyncOperation operation, CancellationToken cancellationToken);
}

/// <summary>The default filter: everything of a connected repository comes in.</summary>
public sealed class EverythingComesIn : IInboundFilter
{
    /// <inheritdoc />
    public ValueTask<Admission> AdmitAsync(SyncOperation operation, CancellationToken cancellationToken) => ValueTask.FromResult(Admission.Granted);
}

/// <summary>May this text leave for GitHub? Asked at enqueue and again right before sending. Closed by default. Thread-safe.</summary>
public interface IOutboundPolicy
{
    /// <summary>
    /// Granted; refused with a reason (<see cref="SyncRule.OutboundClosed"/>): nothing more leaves; or <see cref="Admission.Withdrawn"/>: it is private,
    /// and what left before is taken back as <see cref="WithdrawalOptions"/> say. Announce a record that turned private, or public again, like any
    /// other edit, and the comments of a task each.
    /// </summary>
    /// <param name="kind">Task or comment.</param>
    /// <param name="recordId">The application's id of the record.</param>
    /// <param name="project">The record's project.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<Admission> MayLeaveAsync(ResourceKind kind, string recordId, string project, CancellationToken cancellationToken);
}

/// <summary>The default policy: nothing leaves until the application registers a policy of its own.</summary>
public sealed class NothingLeaves : IOutboundPolicy
{
    private const string Reason =
        "no outbound policy is registered, so nothing may leave for GitHub; register an IOutboundPolicy, or call AllowOutbound().";

    /// <inheritdoc />
    public ValueTask<Admission> MayLeaveAsync(ResourceKind kind, string recordId, string project, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Admission.Refused(SyncRule.OutboundClosed, Reason));
}

/// <summary>A policy for applications without private records: everything of a connected project may leave.</summary>
public sealed class EverythingLeaves : IOutboundPolicy
{
    /// <inheritdoc />
    public ValueTask<Admission> MayLeaveAsync(ResourceKind kind, string recordId, string project, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Admission.Granted);
}
