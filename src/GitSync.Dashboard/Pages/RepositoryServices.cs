using Microsoft.Extensions.DependencyInjection;

namespace GitSync.Dashboard.Pages;

/// <summary>Reads how repositories stand.</summary>
internal sealed class RepositoryServices(IServiceProvider services)
{
    private readonly IWriteSwitches _switches = services.GetRequiredService<IWriteSwitches>();
    private readonly IRemovalBreakers _breakers = services.GetRequiredService<IRemovalBreakers>();
    private readonly IRepositorySweeps _sweeps = services.GetRequiredService<IRepositorySweeps>();
    private readonly IRemoteLimits? _limits = services.GetService<IRemoteLimits>();

    public IConnectionStore Connections { get; } = services.GetRequiredService<IConnectionStore>();

    /// <summary>Minimal APIs make it from the request's services.</summary>
    public static ValueTask<RepositoryServices?> BindAsync(HttpContext context) => ValueTask.FromResult<RepositoryServices?>(new(context.RequestServices));

    public async Task<RepositoryStanding> ReadAsync(Connection connection, CancellationToken cancellationToken) => new(
        connection,
        connection.Admit(null) is { Refusal: not null } refused ? refused.Reason : null,
        _limits is null ? null : await _limits.FindAsync(connection.InstallationId, cancellationToken),
        _limits is null ? null : await _limits.FindHeadroomAsync(connection.InstallationId, cancellationToken),
        await _switches.FindAsync(connection.RepositoryId, cancellationToken),
        (await _breakers.FindAsync(connection.RepositoryId, cancellationToken)).OpenSince is not null,
        await _sweeps.FindProgressAsync(connection.RepositoryId, cancellationToken));
}
