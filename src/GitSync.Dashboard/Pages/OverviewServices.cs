using Microsoft.Extensions.DependencyInjection;

namespace GitSync.Dashboard.Pages;

/// <summary>What the overview asks.</summary>
internal sealed class OverviewServices(IServiceProvider services)
{
    public ISyncReader Reader { get; } = services.GetRequiredService<ISyncReader>();

    public IConnectionStore Connections { get; } = services.GetRequiredService<IConnectionStore>();

    public ISyncActivity Activity { get; } = services.GetRequiredService<ISyncActivity>();

    public IWriteSwitches Switches { get; } = services.GetRequiredService<IWriteSwitches>();

    public IRemovalBreakers Breakers { get; } = services.GetRequiredService<IRemovalBreakers>();

    public ILanePauses Pauses { get; } = services.GetRequiredService<ILanePauses>();

    /// <summary>Null where the gateway has no limits.</summary>
    public IRemoteLimits? Limits { get; } = services.GetService<IRemoteLimits>();

    public TimeProvider Time { get; } = services.GetRequiredService<TimeProvider>();

    public DateTimeOffset Now => Time.GetUtcNow();

    /// <summary>Minimal APIs make it from the request's services.</summary>
    public static ValueTask<OverviewServices?> BindAsync(HttpContext context) => ValueTask.FromResult<OverviewServices?>(new(context.RequestServices));
}
