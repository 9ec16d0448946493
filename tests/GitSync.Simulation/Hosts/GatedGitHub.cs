namespace GitSync.Simulation;

/// <summary>The way to GitHub and back: people edit, and processes die, before a request arrives and before its answer does.</summary>
internal sealed class GatedGitHub(HttpMessageHandler inner, Scheduler scheduler, Watch watch, Action<string> tell) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await scheduler.PassAsync($"{request.Method} {request.RequestUri!.AbsolutePath}, before");
        cancellationToken.ThrowIfCancellationRequested();
        watch.Sent(request);
        await watch.Unseen.SendsAsync(this, request);
        if (request.Content is { } content)
        {
            tell($"sent: {request.Method} {request.RequestUri!.AbsolutePath} {(await content.ReadAsStringAsync(cancellationToken)).ReplaceLineEndings(" ")}");
        }

        var answer = await base.SendAsync(request, cancellationToken);
        await watch.AnsweredAsync(request, answer);
        await watch.Unseen.AnsweredAsync(this, request, answer);
        await scheduler.PassAsync($"{request.Method} {request.RequestUri!.AbsolutePath}, after");
        return answer;
    }
}
