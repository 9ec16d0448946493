using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GitSync.Dashboard.Tests;

/// <summary>A host in this process behind a real port, for a browser.</summary>
internal sealed class DashboardHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ErrorLog _errors;

    private DashboardHost(WebApplication app, ErrorLog errors) => (_app, _errors) = (app, errors);

    /// <summary>With a slash at its end.</summary>
    public Uri BaseAddress => new(_app.Urls.Single() + "/");

    public IServiceProvider Services => _app.Services;

    /// <summary>What it logged as errors: why a page was answered with 500.</summary>
    public IReadOnlyList<string> Errors => _errors.Lines;

    /// <summary>Starts one.</summary>
    /// <param name="map">Adds the middleware and maps the endpoints.</param>
    /// <param name="services">Adds the services, for example <c>services => services.AddHarness(sync)</c>; or null.</param>
    /// <param name="environment">The environment's name.</param>
    public static async Task<DashboardHost> StartAsync(
        Action<WebApplication> map, Action<IServiceCollection>? services = null, string? environment = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            EnvironmentName = environment ?? Environments.Production, ContentRootPath = AppContext.BaseDirectory,
        });
        var errors = new ErrorLog();
        builder.Logging.ClearProviders().AddProvider(errors);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        services?.Invoke(builder.Services);
        var app = builder.Build();
        map(app);
        await app.StartAsync();
        return new DashboardHost(app, errors);
    }

    /// <summary>The address of a path, for example <c>admin/sync</c>.</summary>
    public Uri At(string path) => new(BaseAddress, path.TrimStart('/'));

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
