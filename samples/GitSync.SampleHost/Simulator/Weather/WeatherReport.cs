namespace GitSync.SampleHost.Simulator.Weather;

/// <summary>One thing that a weather does.</summary>
/// <param name="Sentence">What, and what follows from it.</param>
/// <param name="State"><c>planned</c>, <c>running</c>, <c>done</c> or <c>skipped</c>.</param>
/// <param name="Reason">Why it was skipped, or null.</param>
internal sealed record SceneReport(string Sentence, string State, string? Reason);

/// <summary>A weather as the API shows it. Immutable.</summary>
/// <param name="Seed">Its number: given again, the same edits are made on new tasks.</param>
/// <param name="StartedAt">When it began, UTC.</param>
/// <param name="EndedAt">When it ended, UTC; null while it is under way.</param>
/// <param name="Scenes">What it does, in order.</param>
internal sealed record WeatherReport(int Seed, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, IReadOnlyList<SceneReport> Scenes)
{
    public const string Planned = "planned";
    public const string Running = "running";
    public const string Done = "done";
    public const string Skipped = "skipped";

    public WeatherReport With(int scene, string state, string? reason) =>
        this with { Scenes = [.. Scenes.Select((each, i) => i == scene ? each with { State = state, Reason = reason } : each)] };
}
