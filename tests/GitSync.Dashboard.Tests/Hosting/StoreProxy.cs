using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace GitSync.Dashboard.Tests;

/// <summary>Decides about one call of a store.</summary>
/// <param name="method">What is called.</param>
/// <param name="call">Calls the store itself.</param>
/// <returns>What the caller gets.</returns>
internal delegate object? StoreCall(MethodInfo method, Func<object?> call);

/// <summary>Stands between a harness and its store: holds calls back, refuses them, or changes what they bring.</summary>
internal class StoreProxy : DispatchProxy
{
    private ISyncStore? _store;

    /// <summary>Null lets everything through.</summary>
    public StoreCall? Decide { get; set; }

    /// <summary>The proxy of a store that was made with <see cref="Use"/>.</summary>
    public static StoreProxy Of(ISyncStore store) => (StoreProxy)(object)store;

    /// <summary>Puts one before the store that is registered: <c>Weather.StartAsync(StoreProxy.Use)</c>.</summary>
    public static void Use(IServiceCollection services)
    {
        var registered = services.Last(each => each.ServiceType == typeof(ISyncStore));
        services.Remove(registered);
        services.AddSingleton(provider =>
        {
            var proxy = Create<ISyncStore, StoreProxy>();
            Of(proxy)._store = (ISyncStore)registered.ImplementationFactory!(provider);
            return proxy;
        });
    }

    /// <summary>The database is down: every call fails, and says so.</summary>
    public static object? Away(MethodInfo method, Func<object?> call) => throw new StoreUnavailableException("The database does not answer: start it again.");

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        object? Call() => targetMethod!.Invoke(_store, BindingFlags.DoNotWrapExceptions, null, args, null);
        return Decide is { } decide ? decide(targetMethod!, Call) : Call();
    }
}
