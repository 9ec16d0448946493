using GitSync;
using GitSync.Testing;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers a crash point.</summary>
public static class CrashGitSyncBuilderExtensions
{
    /// <summary>Lets the process kill itself at a durable step. Call it after the store was registered.</summary>
    /// <param name="builder">What <c>AddGitSync()</c> returned.</param>
    /// <param name="crash">Where.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="InvalidOperationException">No store has been registered by a factory yet.</exception>
    public static GitSyncBuilder CrashAt(this GitSyncBuilder builder, CrashPoint crash)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var store = builder.Services.LastOrDefault(service => service.ServiceType == typeof(ISyncStore));
        if (store?.ImplementationFactory is not { } make)
        {
            throw new InvalidOperationException("CrashAt needs a store: call it after UseSqlite(...) on the same builder.");
        }

        builder.Services.Remove(store);
        builder.Services.AddSingleton<ISyncStore>(provider => new CrashingStore((ISyncStore)make(provider), crash));
        return builder;
    }
}
