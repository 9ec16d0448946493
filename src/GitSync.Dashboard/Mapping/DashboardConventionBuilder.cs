using Microsoft.AspNetCore.Builder;

namespace GitSync.Dashboard;

/// <summary>Conventions for all of the dashboard's endpoints; put the authorization policy on it.</summary>
public sealed class DashboardConventionBuilder : IEndpointConventionBuilder
{
    private readonly IEndpointConventionBuilder _group;

    internal DashboardConventionBuilder(IEndpointConventionBuilder group) => _group = group;

    /// <inheritdoc />
    public void Add(Action<EndpointBuilder> convention) => _group.Add(convention);

    /// <inheritdoc />
    public void Finally(Action<EndpointBuilder> finallyConvention) => _group.Finally(finallyConvention);

    /// <summary>
    /// Lets everybody in, in the environment Development alone; elsewhere the host still refuses to start without a policy. There is no such call for
    /// "local requests": behind a proxy everybody is local.
    /// </summary>
    public DashboardConventionBuilder AllowAnonymousInDevelopment()
    {
        _group.Add(endpoint => endpoint.Metadata.Add(new AnonymousInDevelopment()));
        return this;
    }
}

/// <summary>That <see cref="DashboardConventionBuilder.AllowAnonymousInDevelopment"/> was called.</summary>
internal sealed class AnonymousInDevelopment;
