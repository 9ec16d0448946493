using System.Diagnostics;
using GitSync.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GitSync.Benchmarks;

/// <summary>A host with the dashboard as an application maps it, behind a real port. It shows a store, and runs nothing of it.</summary>
internal sealed class DashboardHost : IAsyncDisposable
{
    private const string Prefix = "/admin/sync";

    private readonly WebApplication _app;
    private readonly HttpClient _client;

    private DashboardHost(WebApplication app)
    {
        _app = app;
        _client = new HttpClient { BaseAddress = new Uri($"{app.Urls.Single()}{Prefix}/") };
    }

    public static async Task<DashboardHost> StartAsync(ISyncStore store)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            EnvironmentName = Environments.Development, ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(store);
        var own = builder.Services.Where(IsHosted).ToArray();
        builder.Services.AddGitSync().AddGitHub(options => options.Token = "none").AddRecords<InMemoryTaskRecords, InMemoryCommentRecords>();
        foreach (var service in builder.Services.Where(IsHosted).Except(own).ToArray())
        {
            // What waits shall wait: no dispatcher, no repairs.
            builder.Services.Remove(service);
        }

        var app = builder.Build();
        app.MapGitSyncDashboard(Prefix).AllowAnonymousInDevelopment();
        await app.StartAsync().ConfigureAwait(false);
        var minutes = await app.Services.GetRequiredService<ISyncActivity>().ReadAsync().ConfigureAwait(false);
        BenchmarkBrokenException.Require(
            minutes.Count == SharedFill.Minutes && minutes.All(minute => minute.Waited.Count > 0 && minute.Errors.Count > 1), "The hour of activity is not full.");
        var limits = app.Services.GetRequiredService<IRemoteLimits>();
        BenchmarkBrokenException.Require(
            await limits.FindHeadroomAsync(Landscape.AllInstallations.First()).ConfigureAwait(false) is not null, "Limits of installations are not known.");
        return new DashboardHost(app);
    }

    /// <summary>How long a page takes until its last byte is here, in milliseconds; it must be whole.</summary>
    public async Task<double> LoadAsync(DashboardPage page)
    {
        var since = Stopwatch.GetTimestamp();
        using var answer = await _client.GetAsync(new Uri(page.Address, UriKind.Relative)).ConfigureAwait(false);
        var html = await answer.Content.ReadAsStringAsync().ConfigureAwait(false);
        var elapsed = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
        BenchmarkBrokenException.Require(answer.IsSuccessStatusCode, $"{page.Name} answered {(int)answer.StatusCode}: {page.Address}");
        var times = html.Split(page.Holds).Length - 1;
        BenchmarkBrokenException.Require(
            times >= page.Times || (times >= page.Least && page.OrElse is { } other && html.Contains(other, StringComparison.Ordinal)),
            $"{page.Name} holds \"{page.Holds}\" {times} times, not {page.Times}: {page.Address}");
        return elapsed;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync().ConfigureAwait(false);
    }

    private static bool IsHosted(ServiceDescriptor service) => service.ServiceType == typeof(IHostedService);
}
