using System.Net;
using System.Text.RegularExpressions;
using GitSync.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Hosting;

namespace GitSync.Dashboard.Tests;

/// <summary>Wherever a host puts the dashboard, all that its pages link to is there.</summary>
public sealed partial class PlacesTests : IAsyncLifetime
{
    private SyncHarness _sync = null!;

    public async Task InitializeAsync() => _sync = await Weather.StartAsync();

    public async Task DisposeAsync() => await _sync.DisposeAsync();

    [Theory]
    [InlineData("/admin/sync", "/admin/sync/")]
    [InlineData("admin/sync", "/admin/sync/")]
    [InlineData("/admin/sync/", "/admin/sync/")]
    [InlineData("/", "/")]
    public Task Prefix_LeadsEverywhere(string prefix, string path) => LeadsEverywhereAsync(app => app.MapGitSyncDashboard(prefix).AllowAnonymousInDevelopment(), path);

    [Fact]
    public Task NestedGroup_LeadsEverywhere() => LeadsEverywhereAsync(
        app => app.MapGroup("/internal").MapGroup("/tools").MapGitSyncDashboard("/sync").AllowAnonymousInDevelopment(), "/internal/tools/sync/");

    [Fact]
    public Task PathBase_LeadsEverywhere() => LeadsEverywhereAsync(
        app =>
        {
            app.UsePathBase("/base");
            app.UseRouting();
            app.MapGitSyncDashboard("/sync").AllowAnonymousInDevelopment();
        },
        "/base/sync/");

    /// <summary>The proxy takes its prefix away, and says which it was.</summary>
    [Fact]
    public Task ProxyPrefix_LeadsEverywhere() => LeadsEverywhereAsync(
        app =>
        {
            app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.All });
            app.UseRouting();
            app.MapGitSyncDashboard("/sync").AllowAnonymousInDevelopment();
        },
        "/proxy/sync/",
        proxyPrefix: "/proxy");

    [Fact]
    public async Task TwoDashboards_LinkToThemselves()
    {
        await using var host = await StartAsync(app =>
        {
            app.MapGitSyncDashboard("/one").AllowAnonymousInDevelopment();
            app.MapGitSyncDashboard("/two").AllowAnonymousInDevelopment();
        });
        using var client = new HttpClient();

        AddressesOn(await client.GetStringAsync(host.At("one/"))).Should().OnlyContain(address => address.StartsWith("/one/"));
        AddressesOn(await client.GetStringAsync(host.At("two/operations"))).Should().OnlyContain(address => address.StartsWith("/two/"));
    }

    [Fact]
    public async Task PrefixWithoutItsSlash_IsTheOverview()
    {
        await using var host = await StartAsync(app => app.MapGitSyncDashboard("/admin/sync").AllowAnonymousInDevelopment());
        using var client = new HttpClient();

        (await client.GetStringAsync(host.At("admin/sync"))).Should().Contain("<h1>Overview</h1>");
    }

    private async Task LeadsEverywhereAsync(Action<WebApplication> map, string path, string? proxyPrefix = null)
    {
        await using var host = await StartAsync(map);
        using var client = new HttpClient();
        if (proxyPrefix is not null)
        {
            client.DefaultRequestHeaders.Add("X-Forwarded-Prefix", proxyPrefix);
        }

        Task<HttpResponseMessage> GetAsync(string address) =>
            client.GetAsync(host.At(proxyPrefix is null ? address : address[proxyPrefix.Length..]), HttpCompletionOption.ResponseHeadersRead);
        using var overview = await GetAsync(path);
        overview.StatusCode.Should().Be(HttpStatusCode.OK);
        var addresses = AddressesOn(await overview.Content.ReadAsStringAsync());
        addresses.Should().HaveCountGreaterThan(10).And.OnlyContain(address => address.StartsWith(path));
        foreach (var address in addresses)
        {
            using var answer = await GetAsync(address);
            answer.StatusCode.Should().Be(address.EndsWith("/preferences") ? HttpStatusCode.NotFound : HttpStatusCode.OK, "of {0}", address);
        }
    }

    private Task<DashboardHost> StartAsync(Action<WebApplication> map) => DashboardHost.StartAsync(map, services => services.AddHarness(_sync), Environments.Development);

    private static string[] AddressesOn(string html) =>
    [
        .. Address().Matches(html).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)).Where(address => address.StartsWith('/')).Distinct(),
    ];

    [GeneratedRegex("(?:href|src|action|formaction|data-live)=\"([^\"]*)\"")]
    private static partial Regex Address();
}
