using Microsoft.Extensions.DependencyInjection;

namespace GitSync.Dashboard.Pages;

/// <summary>What a lane's page asks.</summary>
internal sealed class LaneServices(IServiceProvider services)
{
    public ISyncReader Reader { get; } = services.GetRequiredService<ISyncReader>();

    public IConnectionStore Connections { get; } = services.GetRequiredService<IConnectionStore>();

    public ITaskRecords Tasks { get; } = services.GetRequiredService<ITaskRecords>();

    public ICommentRecords Comments { get; } = services.GetRequiredService<ICommentRecords>();

    public ILanePauses Pauses { get; } = services.GetRequiredService<ILanePauses>();

    public ISyncExplainer Explainer { get; } = services.GetRequiredService<ISyncExplainer>();

    public DateTimeOffset Now { get; } = services.GetRequiredService<TimeProvider>().GetUtcNow();
}
