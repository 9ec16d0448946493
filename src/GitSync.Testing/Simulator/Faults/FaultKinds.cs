namespace GitSync.Testing.Simulator;

/// <summary>What happens to one answer.</summary>
internal enum AnswerFaultKind
{
    None,
    FailBefore,
    TimeOutBefore,
    Lose,
    FailAfter,
    TimeOut,
    Truncate,
    Delay,
    Hold,
}

internal sealed record AnswerFault(AnswerFaultKind Kind)
{
    public int Status { get; init; } = 502;

    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    public string? Message { get; init; }

    public TimeSpan Delay { get; init; }

    public HeldAnswer? Held { get; init; }
}

internal sealed record PlannedFault(AnswerFault Fault, Func<SimulatorRequest, bool>? Match)
{
    public int Left { get; set; }
}

/// <summary>What happens to one webhook.</summary>
internal enum WebhookFaultKind
{
    None,
    Drop,
    Vanish,
    Double,
}

internal sealed record WebhookFault(WebhookFaultKind Kind)
{
    public TimeSpan Delay { get; init; }

    /// <summary>Where in the queue it cuts in, 0 (front) to 1 (end); null: at the end.</summary>
    public double? Overtake { get; init; }

    public int Position(int waiting) => Overtake is { } share ? (int)(share * waiting) : waiting;
}

internal sealed record PlannedWebhookFault(WebhookFault Fault, Func<SimulatorWebhook, bool>? Match)
{
    public int Left { get; set; }
}

/// <summary>An answer that waits for the test. The request is applied when <see cref="Reached"/> completes.</summary>
public sealed class HeldAnswer : IDisposable
{
    private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal HeldAnswer()
    {
    }

    /// <summary>Completes when a matching request was applied and its answer waits.</summary>
    public Task Reached => reached.Task;

    internal Task Released => released.Task;

    /// <summary>Lets the answer go.</summary>
    public void Release() => released.TrySetResult();

    internal void Reach() => reached.TrySetResult();

    /// <summary>Lets the answer go if it is still held, so that a failing test leaves no request hanging.</summary>
    public void Dispose() => Release();
}
