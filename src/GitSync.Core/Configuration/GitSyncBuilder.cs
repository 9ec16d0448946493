using Microsoft.Extensions.DependencyInjection;

namespace GitSync;

/// <summary>What <c>AddGitSync()</c> returns: packages hang their <c>Use…</c> and <c>Add…</c> methods on it.</summary>
/// <param name="services">The application's services.</param>
public sealed class GitSyncBuilder(IServiceCollection services)
{
    /// <summary>The application's services.</summary>
    public IServiceCollection Services { get; } = services;
}
