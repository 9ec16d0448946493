using System.Security.Claims;
using GitSync.Dashboard.Runs;
using Microsoft.Extensions.DependencyInjection;

namespace GitSync.Dashboard.Actions;

/// <summary>Writes down what people did here. An action whose entry cannot be written is not done: entries come first.</summary>
internal sealed class AuditTrail(IServiceProvider services)
{
    private const int MaximumTargetLength = 200;
    private const int MaximumActorLength = 200;

    /// <summary>Of somebody who is not signed in; in development only.</summary>
    public const string Anonymous = "anonymous";

    public Task WriteAsync(HttpContext context, string action, string target, string? reason, string? details = null) =>
        AppendAsync(ActorOf(context), action, target, reason, details, context.RequestAborted);

    /// <summary>What came of a run.</summary>
    public Task WriteAsync(Run run, CancellationToken cancellationToken) => AppendAsync(
        run.ActsFor,
        $"{WordOf(run.Action)}-all-{run.State switch { RunState.Finished => "finished", RunState.Interrupted => "interrupted", _ => "stopped" }}",
        $"run/{run.Id}",
        run.Reason,
        string.Create(CultureInfo.InvariantCulture, $"{run.Query}: {run.Done} done, {run.Skipped} were in another state by then."),
        cancellationToken);

    public static string WordOf(RunAction action) => action == RunAction.Retry ? "retry" : "cancel";

    /// <summary>The person's name; where their sign-in gives none, their id.</summary>
    public static string ActorOf(HttpContext context) => Cut(
        StoredTextOf(new[] { context.User.Identity?.Name, context.User.FindFirstValue(ClaimTypes.NameIdentifier), context.User.FindFirstValue("sub") }
            .FirstOrDefault(name => !string.IsNullOrEmpty(name)) ?? Anonymous),
        MaximumActorLength);

    /// <summary>What a person wrote as their reason; null for nothing.</summary>
    public static string? ReasonOf(IFormCollection form) =>
        form["reason"].ToString().Trim() is { Length: > 0 } reason ? Cut(StoredTextOf(reason), AuditEntry.MaximumTextLength) : null;

    private Task AppendAsync(string actor, string action, string target, string? reason, string? details, CancellationToken cancellationToken) =>
        services.GetRequiredService<ISyncStore>().AppendAsync(
            new AuditEntry
            {
                Id = services.GetRequiredService<OperationIds>().Next(),
                At = services.GetRequiredService<TimeProvider>().GetUtcNow(),
                Actor = StoredTextOf(actor),
                Action = action,
                Target = Cut(StoredTextOf(target), MaximumTargetLength),
                Reason = reason,
                Details = details is null ? null : Cut(StoredTextOf(details), AuditEntry.MaximumTextLength),
            },
            cancellationToken);

    private static string Cut(string text, int length) => text.Length <= length ? text : StoredTextOf(text[..length]);

    /// <summary>A browser can send what a database cannot store: U+0000, or half of a character.</summary>
    private static string StoredTextOf(string text) =>
        string.Concat(text.EnumerateRunes().Select(rune => rune.Value == 0 ? "\uFFFD" : rune.ToString()));
}
