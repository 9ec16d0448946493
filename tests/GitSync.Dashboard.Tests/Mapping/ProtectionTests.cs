using System.Net;
using GitSync.Testing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GitSync.Dashboard.Tests;

/// <summary>No dashboard is open to everybody by mistake.</summary>
public sealed class ProtectionTests : IAsyncLifetime
{
    private SyncHarness _sync = null!;

    public async Task InitializeAsync() => _sync = await WeatherHarness.StartAsync();

    public async Task DisposeAsync() => await _sync.DisposeAsync();

    [Fact]
    public Task NoPolicy_StopsTheHost_AndSaysWhatToWrite() => RefusesAsync(
        app => app.MapGitSyncDashboard("/admin/sync"),
        "*at /admin/sync is open to everybody*app.MapGitSyncDashboard(\"/admin/sync\").RequireAuthorization(\"GitSyncAdmin\")*AllowAnonymousInDevelopment()*");

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    [InlineData("Developmental")]
    public Task AnonymousInDevelopment_StopsTheHostElsewhere(string environment) =>
        RefusesAsync(app => app.MapGitSyncDashboard("/admin/sync").AllowAnonymousInDevelopment(), "*is open to everybody*", environment);

    [Fact]
    public Task AllowAnonymousOverAPolicy_StopsTheHost() =>
        RefusesAsync(app => app.MapGitSyncDashboard("/admin/sync").RequireAuthorization("view").AllowAnonymous(), "*is open to everybody*");

    [Fact]
    public Task AllowAnonymousOnAnOuterGroup_StopsTheHost() => RefusesAsync(
        app => app.MapGroup("/admin").AllowAnonymous().MapGitSyncDashboard("/sync").RequireAuthorization("view"), "*is open to everybody*");

    [Fact]
    public Task NoPolicyInAGroup_StopsTheHost() => RefusesAsync(
        app => app.MapGroup("/admin").MapGitSyncDashboard("/sync"), "*app.MapGitSyncDashboard(\"/sync\").RequireAuthorization*");

    /// <summary>Nothing asks for the endpoints of a group before the first request there.</summary>
    [Fact]
    public async Task NoPolicyInAGroup_OfAHostWithoutAuthorization_FailsTheFirstRequestToAnything()
    {
        await using var host = await DashboardHost.StartAsync(
            app =>
            {
                app.MapGet("/other", () => "other");
                app.MapGroup("/admin").MapGitSyncDashboard("/sync");
            },
            services => services.AddHarness(_sync));
        using var client = new HttpClient();

        using var answer = await client.GetAsync(host.At("other"));

        answer.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        host.Errors.Should().Contain(line => line.Contains("app.MapGitSyncDashboard(\"/sync\").RequireAuthorization"));
    }

    [Fact]
    public Task AnonymousInDevelopment_LetsEverybodyInThere() => AnswersAsync(
        app => app.MapGitSyncDashboard("/admin/sync").AllowAnonymousInDevelopment(), "admin/sync/", HttpStatusCode.OK, environment: Environments.Development);

    [Fact]
    public Task Policy_LetsNobodyInWhoIsNotSignedIn() =>
        AnswersAsync(app => app.MapGitSyncDashboard("/admin/sync").RequireAuthorization("view"), "admin/sync/", HttpStatusCode.Unauthorized);

    [Fact]
    public Task PolicyOfAGroup_Counts() => AnswersAsync(
        app => app.MapGroup("/admin").RequireAuthorization("view").MapGitSyncDashboard("/sync"), "admin/sync/", HttpStatusCode.Unauthorized);

    [Fact]
    public Task FallbackPolicy_Counts() => AnswersAsync(
        app => app.MapGitSyncDashboard("/admin/sync"), "admin/sync/operations", HttpStatusCode.Unauthorized, RequireSomebody);

    [Fact]
    public Task FallbackPolicyWithAnonymousAbove_StopsTheHost() =>
        RefusesAsync(app => app.MapGitSyncDashboard("/admin/sync").AllowAnonymous(), "*is open to everybody*", services: RequireSomebody);

    [Fact]
    public async Task PolicyThatNobodyAdded_IsNoWayIn()
    {
        await using var host = await StartAsync(app => app.MapGitSyncDashboard("/admin/sync").RequireAuthorization("forgotten"));
        using var client = new HttpClient();

        using var answer = await client.GetAsync(host.At("admin/sync/"));

        answer.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        host.Errors.Should().Contain(line => line.Contains("forgotten"));
    }

    [Fact]
    public void NoPrefix_IsAnArgumentException()
    {
        var app = WebApplication.CreateBuilder().Build();

        app.Invoking(each => each.MapGitSyncDashboard("")).Should().Throw<ArgumentException>();
    }

    private static void RequireSomebody(IServiceCollection services) => services.Configure<AuthorizationOptions>(
        options => options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());

    private async Task RefusesAsync(
        Action<WebApplication> map, string message, string environment = "Production", Action<IServiceCollection>? services = null)
    {
        var start = () => StartAsync(map, services, environment);
        await start.Should().ThrowAsync<InvalidOperationException>().WithMessage(message);
    }

    private async Task AnswersAsync(
        Action<WebApplication> map, string path, HttpStatusCode status, Action<IServiceCollection>? services = null, string environment = "Production")
    {
        await using var host = await StartAsync(map, services, environment);
        using var client = new HttpClient();
        using var answer = await client.GetAsync(host.At(path));
        answer.StatusCode.Should().Be(status);
    }

    private Task<DashboardHost> StartAsync(Action<WebApplication> map, Action<IServiceCollection>? services = null, string environment = "Production") =>
        DashboardHost.StartAsync(
            map,
            added =>
            {
                HeaderSignIn.Add(added);
                added.AddHarness(_sync);
                services?.Invoke(added);
            },
            environment);
}
