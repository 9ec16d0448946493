using GitSync.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GitSync.Processing.Tests;

/// <summary>A directory, tokens and a policy that change in the middle.</summary>
internal sealed class ChangingPeople : IOutboundPolicy, IUserDirectory, IUserTokens
{
    public static TaskContent Task { get; } = new() { Title = "Task", Body = "Body" };

    /// <summary>From user id to login.</summary>
    public Dictionary<string, string> Logins { get; } = [];

    /// <summary>From user id to token.</summary>
    public Dictionary<string, string> Tokens { get; } = [];

    /// <summary>The answers of the next questions for a token, instead of <see cref="Tokens"/>.</summary>
    public Queue<string?>? TokensInTurn { get; set; }

    public bool KeepsPlaceholders { get; set; }

    public bool IsPrivate { get; set; }

    /// <summary>Happens when a name is asked for.</summary>
    public Action? OnName { get; set; }

    public ValueTask<Admission> MayLeaveAsync(ResourceKind kind, string recordId, string project, CancellationToken cancellationToken) =>
        new(IsPrivate ? Admission.Withdrawn("It is private.") : Admission.Granted);

    public ValueTask<string?> FindUserIdAsync(GitHubAccount account, CancellationToken cancellationToken) =>
        new(Logins.FirstOrDefault(pair => string.Equals(pair.Value, account.Login, StringComparison.OrdinalIgnoreCase)).Key);

    public ValueTask<string?> FindOrAddPlaceholderAsync(GitHubAccount account, CancellationToken cancellationToken) =>
        new(KeepsPlaceholders ? "placeholder-" + account.Login : null);

    public ValueTask<string?> FindLoginAsync(string userId, CancellationToken cancellationToken) => new(Logins.GetValueOrDefault(userId)
        ?? (KeepsPlaceholders && userId.StartsWith("placeholder-", StringComparison.Ordinal) ? userId["placeholder-".Length..] : null));

    public ValueTask<string?> FindNameAsync(string userId, CancellationToken cancellationToken)
    {
        OnName?.Invoke();
        return new(userId);
    }

    public ValueTask<UserToken?> FindTokenAsync(string userId, CancellationToken cancellationToken)
    {
        var token = TokensInTurn is { } turn ? (turn.Count > 0 ? turn.Dequeue() : null) : Tokens.GetValueOrDefault(userId);
        return new(token is null ? null : new UserToken(token));
    }

    public Task<SyncHarness> StartAsync(Action<GitSyncOptions>? configure = null) => Harnesses.StartAsync(configure, services => services
        .Replace(ServiceDescriptor.Singleton<IOutboundPolicy>(this))
        .Replace(ServiceDescriptor.Singleton<IUserDirectory>(this))
        .Replace(ServiceDescriptor.Singleton<IUserTokens>(this)));

    /// <summary>The task is private, or public again, and says so.</summary>
    public async Task SaveAsync(SyncHarness sync, bool isPrivate, TaskRecord task)
    {
        IsPrivate = isPrivate;
        sync.Clock.Advance(TimeSpan.FromMinutes(1));
        await sync.SaveAsync(task.Id, task.Content, actor: "u1");
        await sync.DrainAsync();
    }
}
