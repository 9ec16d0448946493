namespace GitSync.Testing.Simulator;

public sealed partial class SimulatorFaults
{
    /// <summary>Closes the connection instead of answering; the request was applied.</summary>
    /// <param name="match">Which request; <see langword="null"/>: the next one.</param>
    /// <param name="times">How many matching requests.</param>
    public void LoseNextAnswer(Func<SimulatorRequest, bool>? match = null, int times = 1) =>
        Plan(new AnswerFault(AnswerFaultKind.Lose), match, times);

    /// <summary>Answers with an error and applies nothing.</summary>
    /// <param name="status">The status.</param>
    /// <param name="match">Which request; <see langword="null"/>: the next one.</param>
    /// <param name="times">How many matching requests.</param>
    public void FailNextBeforeApplying(int status = 502, Func<SimulatorRequest, bool>? match = null, int times = 1) =>
        Plan(new AnswerFault(AnswerFaultKind.FailBefore) { Status = status }, match, times);

    /// <summary>Answers with an error although the request was applied.</summary>
    /// <param name="status">The status.</param>
    /// <param name="match">Which request; <see langword="null"/>: the next one.</param>
    /// <param name="times">How many matching requests.</param>
    public void FailNextAfterApplying(int status = 502, Func<SimulatorRequest, bool>? match = null, int times = 1) =>
        Plan(new AnswerFault(AnswerFaultKind.FailAfter) { Status = status }, match, times);

    /// <summary>Never answers. In process the caller sees its time-out at once; over HTTP the connection hangs.</summary>
    /// <param name="applied">Whether the request was applied.</param>
    /// <param name="match">Which request; <see langword="null"/>: the next one.</param>
    /// <param name="times">How many matching requests.</param>
    public void TimeOutNext(bool applied = true, Func<SimulatorRequest, bool>? match = null, int times = 1) =>
        Plan(new AnswerFault(applied ? AnswerFaultKind.TimeOut : AnswerFaultKind.TimeOutBefore), match, times);

    /// <summary>Refuses with a status, headers and message of choice and applies nothing: 429 with <c>retry-after</c>, say.</summary>
    /// <param name="status">The status.</param>
    /// <param name="headers">Headers to add.</param>
    /// <param name="message">The message; <see langword="null"/>: GitHub's text for a secondary rate limit.</param>
    /// <param name="match">Which request; <see langword="null"/>: the next one.</param>
    /// <param name="times">How many matching requests.</param>
    public void RefuseNext(
        int status,
        IReadOnlyDictionary<string, string>? headers = null,
        string? message = null,
        Func<SimulatorRequest, bool>? match = null,
        int times = 1) =>
        Plan(
            new AnswerFault(AnswerFaultKind.FailBefore)
            {
                Status = status, Headers = headers, Message = message ?? RateLimits.SecondaryMessage,
            },
            match,
            times);

    /// <summary>Breaks the answer's body off in the middle; the request was applied.</summary>
    /// <param name="match">Which request; <see langword="null"/>: the next one.</param>
    /// <param name="times">How many matching requests.</param>
    public void TruncateNextAnswer(Func<SimulatorRequest, bool>? match = null, int times = 1) =>
        Plan(new AnswerFault(AnswerFaultKind.Truncate), match, times);

    /// <summary>Holds one answer back after the request was applied, by the simulator's clock.</summary>
    /// <param name="delay">How long.</param>
    /// <param name="match">Which request; <see langword="null"/>: the next one.</param>
    /// <param name="times">How many matching requests.</param>
    public void DelayNextAnswer(TimeSpan delay, Func<SimulatorRequest, bool>? match = null, int times = 1) =>
        Plan(new AnswerFault(AnswerFaultKind.Delay) { Delay = delay }, match, times);

    /// <summary>Holds one answer back, after applying, until the test lets it go: room to let its webhook come first.</summary>
    /// <param name="match">Which request; <see langword="null"/>: the next one.</param>
    /// <returns>The held answer.</returns>
    public HeldAnswer HoldNextAnswer(Func<SimulatorRequest, bool>? match = null)
    {
        var held = new HeldAnswer();
        Plan(new AnswerFault(AnswerFaultKind.Hold) { Held = held }, match, 1);
        return held;
    }

    /// <summary>Records a webhook as failed without sending it.</summary>
    /// <param name="match">Which webhook; <see langword="null"/>: the next one.</param>
    /// <param name="times">How many matching webhooks.</param>
    public void DropNextWebhook(Func<SimulatorWebhook, bool>? match = null, int times = 1) =>
        Plan(new WebhookFault(WebhookFaultKind.Drop), match, times);

    /// <summary>Makes a webhook never come to be.</summary>
    /// <param name="match">Which webhook; <see langword="null"/>: the next one.</param>
    /// <param name="times">How many matching webhooks.</param>
    public void VanishNextWebhook(Func<SimulatorWebhook, bool>? match = null, int times = 1) =>
        Plan(new WebhookFault(WebhookFaultKind.Vanish), match, times);

    /// <summary>Sends a webhook twice with the same GUID.</summary>
    /// <param name="match">Which webhook; <see langword="null"/>: the next one.</param>
    /// <param name="times">How many matching webhooks.</param>
    public void DoubleNextWebhook(Func<SimulatorWebhook, bool>? match = null, int times = 1) =>
        Plan(new WebhookFault(WebhookFaultKind.Double), match, times);

    /// <summary>Sends a webhook late, by the simulator's clock; later ones overtake it.</summary>
    /// <param name="delay">How late.</param>
    /// <param name="match">Which webhook; <see langword="null"/>: the next one.</param>
    /// <param name="times">How many matching webhooks.</param>
    public void DelayNextWebhook(TimeSpan delay, Func<SimulatorWebhook, bool>? match = null, int times = 1) =>
        Plan(new WebhookFault(WebhookFaultKind.None) { Delay = delay }, match, times);

    private void Plan(AnswerFault fault, Func<SimulatorRequest, bool>? match, int times)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(times);
        lock (gate)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(answers.Count, MaxPlanned);
            answers.Add(new PlannedFault(fault, match) { Left = times });
        }
    }

    private void Plan(WebhookFault fault, Func<SimulatorWebhook, bool>? match, int times)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(times);
        lock (gate)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(webhooks.Count, MaxPlanned);
            webhooks.Add(new PlannedWebhookFault(fault, match) { Left = times });
        }
    }
}
