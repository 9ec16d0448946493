using GitSync.GitHub;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GitSync.AspNetCore;

/// <summary>Reads a webhook within its bound and maps the receiver's verdict to HTTP. No input makes a 500.</summary>
internal static partial class WebhookEndpoint
{
    public static async Task HandleAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var maximum = services.GetRequiredService<IOptionsMonitor<WebhookOptions>>().CurrentValue.MaximumBodyBytes;
        try
        {
            if (await BoundedBody.ReadAsync(context.Request, maximum, context.RequestAborted) is not { } body)
            {
                // The rest is not read: the connection is closed instead.
                context.Response.Headers.Connection = "close";
                await AnswerAsync(context, StatusCodes.Status413PayloadTooLarge, $"The body is longer than {maximum} bytes.");
                return;
            }

            var headers = context.Request.Headers;
            var request = new WebhookRequest(headers["X-GitHub-Event"], headers["X-GitHub-Delivery"], headers["X-Hub-Signature-256"], body)
            {
                Headers = DeliveryHeaders.Of(name => headers[name]),
            };
            var receipt = await services.GetRequiredService<WebhookReceiver>().ReceiveAsync(request, context.RequestAborted);
            await AnswerAsync(context, StatusOf(receipt.Status), receipt.Detail);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // GitHub hung up; there is nobody to answer.
        }
        catch (BadHttpRequestException refusal)
        {
            // Kestrel's own verdict: a body over its limit, a broken chunk.
            await AnswerAsync(context, refusal.StatusCode, "The request could not be read.");
        }
        catch (IOException)
        {
            await AnswerAsync(context, StatusCodes.Status400BadRequest, "The request ended before its body did.");
        }
        catch (Exception failure)
        {
            LogStoreFailed(services.GetRequiredService<ILoggerFactory>().CreateLogger("GitSync.AspNetCore.Webhooks"), failure);
            await AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, "The delivery could not be stored; redeliver it.");
        }
    }

    private static int StatusOf(WebhookStatus status) => status switch
    {
        WebhookStatus.Accepted or WebhookStatus.Duplicate => StatusCodes.Status202Accepted,
        WebhookStatus.Unsigned => StatusCodes.Status401Unauthorized,
        WebhookStatus.TooLarge => StatusCodes.Status413PayloadTooLarge,
        WebhookStatus.Malformed or WebhookStatus.NotJson => StatusCodes.Status400BadRequest,
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Unknown webhook status."),
    };

    private static async Task AnswerAsync(HttpContext context, int status, string detail)
    {
        if (context.Response.HasStarted || context.Features.Get<IHttpRequestLifetimeFeature>()?.RequestAborted.IsCancellationRequested == true)
        {
            return;
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(detail, context.RequestAborted);
    }

    [LoggerMessage(3001, LogLevel.Error, "A webhook could not be stored")]
    private static partial void LogStoreFailed(ILogger logger, Exception exception);
}
