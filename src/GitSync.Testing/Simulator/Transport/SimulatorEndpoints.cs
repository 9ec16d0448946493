using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace GitSync.Testing.Simulator;

/// <summary>Maps the simulator into an ASP.NET Core host.</summary>
public static class SimulatorEndpoints
{
    /// <summary>Larger request bodies are answered 413; GitHub's own texts end at 65,536 characters.</summary>
    public const int MaxRequestBytes = 1024 * 1024;

    /// <summary>How long an answer that never comes keeps its connection; GitHub ends requests after ten seconds too.</summary>
    private static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(10);

    /// <summary>Serves the simulator's REST API under a prefix. A lost answer aborts the connection.</summary>
    /// <param name="endpoints">Where to map.</param>
    /// <param name="prefix">The path prefix, for example <c>/github</c>.</param>
    /// <param name="simulator">The simulator.</param>
    /// <returns>A builder for conventions, for example authorisation.</returns>
    public static IEndpointConventionBuilder MapGitHubSimulator(
        this IEndpointRouteBuilder endpoints, string prefix, GitHubSimulator simulator)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        ArgumentNullException.ThrowIfNull(simulator);
        var trimmed = "/" + prefix.Trim('/');
        return endpoints.Map(trimmed.TrimEnd('/') + "/{**path}", context => ServeAsync(context, trimmed.TrimEnd('/'), simulator));
    }

    private static async Task ServeAsync(HttpContext context, string prefix, GitHubSimulator simulator)
    {
        if (await ReadAsync(context.Request, prefix, context.RequestAborted).ConfigureAwait(false) is not { } request)
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        var answer = await simulator.AnswerAsync(request, context.RequestAborted).ConfigureAwait(false);
        if (answer.Loss == AnswerLoss.TimedOut)
        {
            await Task.Delay(HangLimit, simulator.Options.TimeProvider, context.RequestAborted)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (answer.Loss != AnswerLoss.None)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
            context.Response.Headers[name] = value;
        if (answer.Body.Length > 0)
            await context.Response.WriteAsync(answer.Body, Encoding.UTF8, context.RequestAborted).ConfigureAwait(false);
    }

    private static async Task<SimulatorRequest?> ReadAsync(HttpRequest request, string prefix, CancellationToken cancellationToken)
    {
        if (await ReadBodyAsync(request.Body, cancellationToken).ConfigureAwait(false) is not { } body)
            return null;
        var headers = request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        // The path as it was sent: a label's %2F must stay one segment until the route has read it.
        var target = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?', 2);
        var root = request.PathBase.ToUriComponent() + prefix;
        // A prefix that came in escaped matched the route all the same; then the decoded path has to do.
        var path = target[0].StartsWith(root, StringComparison.OrdinalIgnoreCase)
            ? target[0][root.Length..]
            : request.Path.ToUriComponent()[prefix.Length..];
        return new SimulatorRequest(request.Method, path, target.Length > 1 ? target[1] : "", headers, body)
        {
            BaseAddress = new Uri($"{request.Scheme}://{request.Host.ToUriComponent()}{root}"),
        };
    }

    private static async Task<string?> ReadBodyAsync(Stream body, CancellationToken cancellationToken)
    {
        using var text = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int count;
        while ((count = await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            if (text.Length + count > MaxRequestBytes)
                return null;
            text.Write(buffer, 0, count);
        }

        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }
}
