using GitSync.GitHub;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GitSync.Benchmarks;

/// <summary>What the body of a verified webhook is given to, before GitHub is answered.</summary>
internal interface IBodyStore : IAsyncDisposable
{
    Task StoreAsync(Guid id, byte[] body);
}

/// <summary>The least that an endpoint for webhooks can be: it reads the body, checks its signature and stores it as it is, without looking into it.</summary>
internal static class VerifyingServer
{
    public static async Task RunAsync(string secret, IBodyStore store)
    {
        await using (store.ConfigureAwait(false))
        {
            var builder = NewBuilder();
            var app = builder.Build();
            string[] secrets = [secret];
            app.MapPost(SignedWebhooks.Path, (RequestDelegate)(context => HandleAsync(context, secrets, store)));
            await ServerProtocol.RunAsync(app).ConfigureAwait(false);
        }
    }

    /// <summary>A web host on a free port that logs nothing: what it writes would be this machine's console.</summary>
    public static WebApplicationBuilder NewBuilder()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            EnvironmentName = Environments.Production, ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        return builder;
    }

    private static async Task HandleAsync(HttpContext context, string[] secrets, IBodyStore store)
    {
        var headers = context.Request.Headers;
        var body = new byte[context.Request.ContentLength!.Value];
        await context.Request.Body.ReadExactlyAsync(body).ConfigureAwait(false);
        if (!WebhookSignature.IsValid(headers["X-Hub-Signature-256"], body, secrets))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        await store.StoreAsync(Guid.Parse(headers["X-GitHub-Delivery"]!), body).ConfigureAwait(false);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
    }
}

/// <summary>Stores nothing.</summary>
internal sealed class NoBodies : IBodyStore
{
    public Task StoreAsync(Guid id, byte[] body) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
