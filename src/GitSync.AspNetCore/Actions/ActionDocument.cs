namespace GitSync.AspNetCore;

/// <summary>The operation that carries a person's wish over.</summary>
internal sealed record ActionDocument(Guid OperationId, string? State, string Explanation);
