namespace GitSync.Dashboard.Pages;

/// <summary>Whether something can be done to an operation.</summary>
/// <param name="Name">What, as on the button.</param>
/// <param name="Path">The last part of the address that does it.</param>
/// <param name="Permission">What it takes.</param>
/// <param name="Why">Why it cannot be done, as a sentence; null when it can.</param>
internal sealed record LegalAction(string Name, string Path, Permission Permission, string? Why);

/// <summary>What can be done to an operation in its state. Pure; the store decides again when it is done.</summary>
internal static class LegalActions
{
    public static IReadOnlyList<LegalAction> Of(SyncOperation operation) =>
    [
        new("Queue again", "retry", Permission.Retry, operation.State == OperationState.Errored ? null : "Only an errored operation can be queued again."),
        new(
            "Cancel",
            "cancel",
            Permission.Cancel,
            operation.State switch
            {
                OperationState.Queued => null,
                OperationState.Processing => "It runs at this moment; what runs is not broken off.",
                _ => "It has ended; only what waits can be canceled.",
            }),
    ];
}
