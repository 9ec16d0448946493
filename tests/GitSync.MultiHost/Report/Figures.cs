using System.Globalization;
using System.Text.Json;

namespace GitSync.MultiHost;

/// <summary>The figures of a run, as printed and as JSON.</summary>
internal sealed record Figures
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public required string Storage { get; init; }

    public required int Partitions { get; init; }

    public required int Seed { get; init; }

    public required int Hosts { get; init; }

    public required int Lanes { get; init; }

    public required int Operations { get; init; }

    /// <summary>Operations that completions brought along.</summary>
    public required int FollowUps { get; init; }

    public required int Kills { get; init; }

    public required int Pauses { get; init; }

    public required int GracefulStops { get; init; }

    public required double Seconds { get; init; }

    public required double OperationsPerSecond { get; init; }

    /// <summary>Runs that a processor began.</summary>
    public required int Runs { get; init; }

    /// <summary>Runs that were not committed: their host was killed, or they were late.</summary>
    public required int RunsNotCommitted { get; init; }

    /// <summary>Completions that were refused because their claim had been taken away.</summary>
    public required int LateCommitsRefused { get; init; }

    public required int LateCheckpointsRefused { get; init; }

    public required int CheckpointsSaved { get; init; }

    /// <summary>Uncommitted runs that went on while their lane's next one had begun.</summary>
    public required int LateRunsThatOverlapped { get; init; }

    /// <summary>Lanes taken over after a lease had run out.</summary>
    public required int RescuedLanes { get; init; }

    /// <summary>The longest that a completed operation, or one it covers, waited until its last start.</summary>
    public required double LongestWaitSeconds { get; init; }

    /// <summary>Calls of the store that threw, by sentence.</summary>
    public required IReadOnlyDictionary<string, int> FailedCalls { get; init; }

    public required IReadOnlyDictionary<string, long> ByState { get; init; }

    public required IReadOnlyDictionary<string, int> ByRule { get; init; }

    public required int Violations { get; init; }

    public required IReadOnlyList<string> ViolationList { get; init; }

    public static Figures Of(RunReport report)
    {
        var (settings, journals, store) = (report.Settings, report.Evidence.Journals, report.Evidence.Store);
        var file = new CaseFile(report.Evidence);
        var refused = journals.Answers.Where(answer => answer.Outcome == CommitOutcome.LeaseLost).ToArray();
        return new Figures
        {
            Storage = settings.Storage.ToString(),
            Partitions = settings.Partitions,
            Seed = settings.Seed,
            Hosts = settings.Hosts,
            Lanes = settings.Lanes,
            Operations = settings.Operations,
            FollowUps = store.Operations.Count(operation => !journals.Sent.ContainsKey(operation.Id)),
            Kills = settings.Kills,
            Pauses = settings.Pauses,
            GracefulStops = settings.Stops,
            Seconds = Math.Round(report.Seconds, 1),
            OperationsPerSecond = Math.Round(store.Operations.Count / report.Seconds),
            Runs = journals.Runs.Count,
            RunsNotCommitted = file.Lanes.Sum(lane => lane.Runs.Count(run => !lane.IsCommitted(run))),
            LateCommitsRefused = refused.Count(answer => !answer.IsCheckpoint),
            LateCheckpointsRefused = refused.Count(answer => answer.IsCheckpoint),
            CheckpointsSaved = journals.Answers.Count(answer => answer is { IsCheckpoint: true, Outcome: CommitOutcome.Committed }),
            LateRunsThatOverlapped = file.Lanes.Sum(LateOverlaps),
            RescuedLanes = file.Lanes.Sum(lane => lane.Handovers.Count(pair => SerialLanes.WasRescued(file, lane, pair.From, pair.To))),
            LongestWaitSeconds = Math.Round(
                store.Operations.Where(operation => operation.State == OperationState.Completed)
                    .Select(operation => (operation.StartedAt - operation.WaitingSince)?.TotalSeconds ?? 0).DefaultIfEmpty().Max(),
                2),
            FailedCalls = journals.FailureTexts,
            ByState = OperationStates.All.ToDictionary(state => state.Name(), state => store.Counts.GetValueOrDefault(state)),
            ByRule = store.Operations.GroupBy(operation => operation.Rule).OrderBy(group => group.Key)
                .ToDictionary(group => group.Key?.ToString() ?? "none", group => group.Count()),
            Violations = report.Verdict.Total,
            ViolationList = [.. report.Verdict.Kept.Select(violation => $"{violation.Kind}: {violation.Evidence}")],
        };
    }

    public string ToJson() => JsonSerializer.Serialize(this, Indented);

    /// <summary>One line per figure.</summary>
    public IEnumerable<string> Lines() => JsonSerializer.SerializeToElement(this, Indented).EnumerateObject()
        .Where(figure => figure.Name != "violationList")
        .Select(figure => string.Create(CultureInfo.InvariantCulture, $"  {figure.Name,-24} {Plain(figure.Value)}"))
        .Concat(ViolationList.Select(violation => "  VIOLATION " + violation));

    private static string Plain(JsonElement value) => value.ValueKind == JsonValueKind.Object
        ? string.Join(", ", value.EnumerateObject().Select(each => $"{each.Name} {each.Value}"))
        : value.ToString();

    private static int LateOverlaps(LaneFile lane) => lane.Runs.Zip(lane.Runs.Skip(1))
        .Count(pair => !lane.IsCommitted(pair.First) && pair.First.End > pair.Second.Start);
}
