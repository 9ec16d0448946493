using System.Net;
using GitSync.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace GitSync.Dashboard.Tests;

/// <summary>What is the host's own stays as it was.</summary>
public sealed class HostsOwnTests : IAsyncLifetime
{
    private SyncHarness _sync = null!;
    private DashboardHost _host = null!;

    public async Task InitializeAsync()
    {
        _sync = await WeatherHarness.StartAsync();
        _host = await DashboardHost.StartAsync(
            app =>
            {
                app.MapGitSyncDashboard("/admin/sync").AllowAnonymousInDevelopment();
                app.MapGet("/api", () => new { FirstName = "Ada", Day = DayOfWeek.Monday });
                app.MapPost("/form", () => "taken");
            },
            services => services.AddHarness(_sync).AddEndpointsApiExplorer(),
            Environments.Development);
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _sync.DisposeAsync();
    }

    [Fact]
    public void ApiDescriptions_HoldNoEndpointOfTheDashboard() => _host.Services.GetRequiredService<IApiDescriptionGroupCollectionProvider>()
        .ApiDescriptionGroups.Items.SelectMany(group => group.Items).Select(each => each.RelativePath).Should().BeEquivalentTo("api", "form");

    [Fact]
    public async Task JsonOptions_AreAsTheyWere()
    {
        using var client = new HttpClient();

        (await client.GetStringAsync(_host.At("api"))).Should().Be("""{"firstName":"Ada","day":1}""");
        var plain = new JsonOptions().SerializerOptions;
        var options = _host.Services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        options.Converters.Should().BeEmpty();
        options.PropertyNamingPolicy.Should().Be(plain.PropertyNamingPolicy);
        options.Encoder.Should().Be(plain.Encoder);
    }

    [Fact]
    public async Task OtherEndpoints_GetNoneOfItsHeaders_AndNoneOfItsChecks()
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");

        using var answer = await client.PostAsync(_host.At("form"), null);

        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        answer.Headers.Should().NotContain(header => header.Key == "Content-Security-Policy");
        using var elsewhere = await client.GetAsync(_host.At("elsewhere"));
        elsewhere.StatusCode.Should().Be(HttpStatusCode.NotFound);
        elsewhere.Headers.Should().NotContain(header => header.Key == "Content-Security-Policy");
    }

    [Theory]
    [InlineData("")]
    [InlineData("operations?q=nonsense:")]
    [InlineData("nowhere")]
    [InlineData("audit/export.csv")]
    public async Task EveryAnswer_HasThePolicy_AndIsNotKept(string path)
    {
        using var client = new HttpClient();

        using var answer = await client.GetAsync(_host.At("admin/sync/" + path));

        answer.Headers.GetValues("Content-Security-Policy").Single().Should().StartWith("default-src 'none'; script-src 'self'; style-src 'self';")
            .And.NotContain("unsafe").And.Contain("frame-ancestors 'none'");
        answer.Headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
        answer.Headers.CacheControl!.NoStore.Should().BeTrue();
    }
}
