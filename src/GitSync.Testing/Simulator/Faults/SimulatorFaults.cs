namespace GitSync.Testing.Simulator;

/// <summary>What goes wrong on the way to GitHub and back. Switchable at any time, thread-safe, and repeatable: probabilities draw from
/// the simulator's seed. One-shot faults come before probabilities, in the order they were asked for.</summary>
/// <remarks>A request is applied wholly or not at all, whatever the fault; only the caller does not learn which.</remarks>
public sealed partial class SimulatorFaults
{
    /// <summary>One-shot faults that may wait at the same time.</summary>
    public const int MaxPlanned = 10_000;

    private readonly Lock gate = new();
    private readonly Random random;
    private readonly List<PlannedFault> answers = [];
    private readonly List<PlannedWebhookFault> webhooks = [];
    private readonly Dictionary<string, int> injected = new(StringComparer.Ordinal);

    internal SimulatorFaults(int seed) => random = new Random(seed);

    /// <summary>Which requests the probabilities below apply to.</summary>
    /// <value>Default <see langword="null"/>: all.</value>
    public Func<SimulatorRequest, bool>? Only { get; set; }

    /// <summary>How often the connection closes after the request was applied.</summary>
    /// <value>Default 0. Range 0 to 1, like every probability here.</value>
    public double LoseAnswer { get; set; }

    /// <summary>How often a 502 comes and nothing was applied.</summary>
    /// <value>Default 0.</value>
    public double FailBefore { get; set; }

    /// <summary>How often a 502 comes although the request was applied.</summary>
    /// <value>Default 0.</value>
    public double FailAfter { get; set; }

    /// <summary>How often the answer never comes, although the request was applied.</summary>
    /// <value>Default 0.</value>
    public double TimeOut { get; set; }

    /// <summary>How often the answer's body breaks off in the middle.</summary>
    /// <value>Default 0.</value>
    public double Truncate { get; set; }

    /// <summary>How long every answer is held back after the request was applied, by the simulator's clock.</summary>
    /// <value>Default zero.</value>
    public TimeSpan AnswerDelay { get; set; }

    /// <summary>How far reads are behind: younger objects answer 404, changed ones their former state. Webhooks are not behind.</summary>
    /// <value>Default zero.</value>
    public TimeSpan ReadLag { get; set; }

    /// <summary>How often a webhook is recorded as failed without being sent; it can be redelivered.</summary>
    /// <value>Default 0.</value>
    public double DropWebhook { get; set; }

    /// <summary>How often a webhook never comes to be, as in an outage: it is in no list either.</summary>
    /// <value>Default 0.</value>
    public double VanishWebhook { get; set; }

    /// <summary>How often a webhook comes twice with the same GUID.</summary>
    /// <value>Default 0.</value>
    public double DoubleWebhook { get; set; }

    /// <summary>How often a webhook overtakes others that wait.</summary>
    /// <value>Default 0.</value>
    public double ReorderWebhook { get; set; }

    /// <summary>How often a webhook comes late, by up to <see cref="MaxWebhookDelay"/>.</summary>
    /// <value>Default 0.</value>
    public double DelayWebhook { get; set; }

    /// <summary>How late a delayed webhook may come.</summary>
    /// <value>Default two minutes.</value>
    public TimeSpan MaxWebhookDelay { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How often each kind of fault happened, by name.</summary>
    /// <returns>A copy.</returns>
    public IReadOnlyDictionary<string, int> Injected()
    {
        lock (gate)
            return new Dictionary<string, int>(injected, StringComparer.Ordinal);
    }

    /// <summary>Ends all faults, also those still planned. What is already held stays held.</summary>
    public void Clear()
    {
        lock (gate)
        {
            answers.Clear();
            webhooks.Clear();
            Only = null;
            LoseAnswer = FailBefore = FailAfter = TimeOut = Truncate = 0;
            DropWebhook = VanishWebhook = DoubleWebhook = ReorderWebhook = DelayWebhook = 0;
            AnswerDelay = ReadLag = TimeSpan.Zero;
        }
    }

    internal AnswerFault PlanAnswer(SimulatorRequest request)
    {
        lock (gate)
        {
            var index = answers.FindIndex(p => p.Match is null || p.Match(request));
            var fault = index >= 0 ? answers[index].Fault : Drawn(request);
            if (index >= 0 && --answers[index].Left == 0)
                answers.RemoveAt(index);
            Count(fault.Kind == AnswerFaultKind.None ? null : fault.Kind.ToString());
            return fault.Delay == TimeSpan.Zero ? fault with { Delay = AnswerDelay } : fault;
        }
    }

    internal WebhookFault PlanWebhook(SimulatorWebhook webhook)
    {
        lock (gate)
        {
            var index = webhooks.FindIndex(p => p.Match is null || p.Match(webhook));
            var fault = index >= 0 ? webhooks[index].Fault : DrawnForWebhook();
            if (index >= 0 && --webhooks[index].Left == 0)
                webhooks.RemoveAt(index);
            Count(fault.Kind == WebhookFaultKind.None ? null : fault.Kind + "Webhook");
            Count(fault.Delay > TimeSpan.Zero ? nameof(DelayWebhook) : null);
            Count(fault.Overtake is null ? null : nameof(ReorderWebhook));
            return fault;
        }
    }

    private AnswerFault Drawn(SimulatorRequest request)
    {
        if (Only is { } only && !only(request))
            return new AnswerFault(AnswerFaultKind.None);
        var kind = Hits(FailBefore) ? AnswerFaultKind.FailBefore
            : Hits(LoseAnswer) ? AnswerFaultKind.Lose
            : Hits(FailAfter) ? AnswerFaultKind.FailAfter
            : Hits(TimeOut) ? AnswerFaultKind.TimeOut
            : Hits(Truncate) ? AnswerFaultKind.Truncate
            : AnswerFaultKind.None;
        return new AnswerFault(kind);
    }

    private WebhookFault DrawnForWebhook()
    {
        var kind = Hits(VanishWebhook) ? WebhookFaultKind.Vanish
            : Hits(DropWebhook) ? WebhookFaultKind.Drop
            : Hits(DoubleWebhook) ? WebhookFaultKind.Double
            : WebhookFaultKind.None;
        return new WebhookFault(kind)
        {
            Overtake = Hits(ReorderWebhook) ? random.NextDouble() : null,
            Delay = Hits(DelayWebhook) ? MaxWebhookDelay * random.NextDouble() : TimeSpan.Zero,
        };
    }

    private bool Hits(double probability) => probability > 0 && random.NextDouble() < probability;

    private void Count(string? kind)
    {
        if (kind is not null)
            injected[kind] = injected.GetValueOrDefault(kind) + 1;
    }
}
