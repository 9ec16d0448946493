using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace GitSync.Dashboard.Rendering;

/// <summary>One mapping of the dashboard: the name of its root, by which its links are made wherever it is mapped.</summary>
internal sealed class DashboardSite
{
    private static int _count;

    public string RootName { get; } = string.Create(CultureInfo.InvariantCulture, $"gitsync-dashboard-{Interlocked.Increment(ref _count)}");
}

/// <summary>The addresses of the pages, with path base, group prefix and all.</summary>
internal sealed class DashboardLinks
{
    private readonly string _root;

    private DashboardLinks(string root) => _root = root.TrimEnd('/');

    public static DashboardLinks Of(HttpContext context)
    {
        var site = context.GetEndpoint()?.Metadata.GetMetadata<DashboardSite>()
            ?? throw new InvalidOperationException("This is no endpoint of the dashboard.");
        return new DashboardLinks(context.RequestServices.GetRequiredService<LinkGenerator>().GetPathByName(context, site.RootName)
            ?? throw new InvalidOperationException("The dashboard's root has no address."));
    }

    public string Overview => _root + "/";

    public string Operation(Guid id) => $"{_root}/operations/{id}";

    public string Asset(string name) => $"{_root}/assets/{Assets.AddressOf(name)}";
}
