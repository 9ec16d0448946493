namespace GitSync.Testing.Simulator;

public sealed partial class GitHubSimulator
{
    private const string EnterprisePrefix = "/api/v3";

    /// <summary>Answers one REST request, faults included.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">The caller gave up; what was applied stays applied.</param>
    /// <returns>The answer. Look at <see cref="SimulatorResponse.Loss"/> before passing it on.</returns>
    public async Task<SimulatorResponse> AnswerAsync(SimulatorRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        request = request.Path.StartsWith(EnterprisePrefix + "/", StringComparison.Ordinal)
            ? request with { Path = request.Path[EnterprisePrefix.Length..] }
            : request;
        var fault = Faults.PlanAnswer(request);
        var (answer, route) = Apply(request, fault);
        Requests.Add(new LoggedRequest(time.GetUtcNow(), request.Method, request.Path, route, answer.Status, answer.Loss));

        // From here on the request is applied, whatever becomes of the answer.
        if (fault.Delay > TimeSpan.Zero)
            await Task.Delay(fault.Delay, time, cancellationToken).ConfigureAwait(false);
        if (fault.Held is { } held)
        {
            held.Reach();
            await held.Released.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return answer;
    }

    /// <summary>The simulator behind an in-process <see cref="HttpClient"/>, whatever its base address.</summary>
    /// <param name="prefix">A path prefix to strip, for example <c>/github</c>.</param>
    /// <returns>A handler. A lost answer is an <see cref="HttpRequestException"/>, a time-out a
    /// <see cref="TaskCanceledException"/>.</returns>
    public HttpMessageHandler CreateHandler(string prefix = "") => new SimulatorHttpHandler(this, prefix);

    private (SimulatorResponse Answer, string? Route) Apply(SimulatorRequest request, AnswerFault fault)
    {
        switch (fault.Kind)
        {
            case AnswerFaultKind.FailBefore:
                return (Failure(fault), null);
            case AnswerFaultKind.TimeOutBefore:
                return (Failure(fault) with { Loss = AnswerLoss.TimedOut }, null);
            default:
                SimulatorResponse answer;
                string? route;
                lock (gate)
                    (answer, route) = engine.Answer(request);
                return (Spoil(answer, fault), route);
        }
    }

    private static SimulatorResponse Spoil(SimulatorResponse answer, AnswerFault fault) => fault.Kind switch
    {
        AnswerFaultKind.None or AnswerFaultKind.Delay or AnswerFaultKind.Hold => answer,
        AnswerFaultKind.Lose => answer with { Loss = AnswerLoss.ConnectionClosed },
        AnswerFaultKind.TimeOut => answer with { Loss = AnswerLoss.TimedOut },
        AnswerFaultKind.FailAfter => Failure(fault),
        AnswerFaultKind.Truncate => answer with { Body = answer.Body[..(answer.Body.Length / 2)] },
        _ => throw new InvalidOperationException($"Unknown fault {fault.Kind}."),
    };

    private static SimulatorResponse Failure(AnswerFault fault)
    {
        var headers = new Dictionary<string, string>(fault.Headers ?? new Dictionary<string, string>(), StringComparer.OrdinalIgnoreCase)
        {
            ["Content-Type"] = "application/json; charset=utf-8",
        };
        return new SimulatorResponse(fault.Status, headers, JsonText.Of(Refusal.Json(fault.Status, fault.Message ?? "Server Error").Body!));
    }
}
