using GitSync.Dashboard.Mapping;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace GitSync.Dashboard.Rendering;

/// <summary>The addresses of the pages, with path base, group prefix and all.</summary>
internal sealed class DashboardLinks
{
    private readonly string _root;

    private DashboardLinks(string root) => _root = root.TrimEnd('/');

    public static DashboardLinks Of(HttpContext context) => new(
        context.RequestServices.GetRequiredService<LinkGenerator>().GetPathByName(context, DashboardSite.Of(context).RootName, DashboardSite.Of(context).ParametersOf(context.Request.RouteValues))
            ?? throw new InvalidOperationException("The dashboard's root has no address."));

    /// <summary>What cookies of the dashboard are sent with.</summary>
    public string CookiePath => _root.Length == 0 ? "/" : _root;

    public string Overview => _root + "/";

    public string Lanes => _root + "/lanes";

    public string Deliveries => _root + "/deliveries";

    public string Gaps => _root + "/deliveries/gaps";

    public string Repositories => _root + "/repositories";

    public string Audit => _root + "/audit";

    public string Keys => _root + "/keys";

    public string Live => _root + "/live";

    public string Preferences => _root + "/preferences";

    public string Runs => _root + "/runs";

    public string SelectedOperations => _root + "/operations/selected";

    public string Operation(Guid id) => $"{_root}/operations/{id}";

    public string Operation(Guid id, string action) => $"{_root}/operations/{id}/{action}";

    public string Lane(long id) => string.Create(CultureInfo.InvariantCulture, $"{_root}/lanes/{id}");

    public string Lane(long id, string action) => string.Create(CultureInfo.InvariantCulture, $"{_root}/lanes/{id}/{action}");

    public string Delivery(Guid id) => $"{_root}/deliveries/{id}";

    public string Delivery(Guid id, string action) => $"{_root}/deliveries/{id}/{action}";

    public string Repository(long id) => string.Create(CultureInfo.InvariantCulture, $"{_root}/repositories/{id}");

    public string Repository(long id, string action) => string.Create(CultureInfo.InvariantCulture, $"{_root}/repositories/{id}/{action}");

    public string Run(Guid id) => $"{_root}/runs/{id}";

    public string Run(Guid id, string action) => $"{_root}/runs/{id}/{action}";

    public string Asset(string name) => $"{_root}/assets/{Assets.AddressOf(name)}";

    /// <summary>The list of operations.</summary>
    /// <param name="query">Qualifiers, or null for all.</param>
    /// <param name="before">Only older ones, or null.</param>
    public string Operations(string? query = null, Guid? before = null) => With(_root + "/operations", ("q", query), ("before", before?.ToString()));

    /// <summary>An address with those parameters that have a value.</summary>
    public static string With(string address, params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var query = new QueryBuilder();
        foreach (var (name, value) in parameters)
        {
            if (!string.IsNullOrEmpty(value))
            {
                query.Add(name, value);
            }
        }

        return address + query.ToQueryString();
    }
}
