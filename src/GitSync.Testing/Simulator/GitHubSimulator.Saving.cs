using System.Text.Json;

namespace GitSync.Testing.Simulator;

/// <content>Saving and restoring, so that a demo's GitHub outlives its process.</content>
public sealed partial class GitHubSimulator
{
    private static readonly JsonSerializerOptions StateFormat = new() { IncludeFields = true };

    /// <summary>Calls back with the state after every change, before it is answered or its webhook leaves. One subscriber.</summary>
    /// <param name="save">Gets what <see cref="Save"/> gives; called under the simulator's lock, one call at a time.</param>
    public void OnChange(Action<byte[]> save) => outbox.Changed = () => save(Save());

    /// <summary>All users, installations, repositories, issues, comments, labels and milestones, as UTF-8 JSON for <see cref="Restore"/>.</summary>
    /// <returns>The state; without tokens, waiting webhooks and faults.</returns>
    public byte[] Save()
    {
        WorldState state;
        lock (gate)
        {
            state = WorldState.Of(world);
        }

        return JsonSerializer.SerializeToUtf8Bytes(state, StateFormat);
    }

    /// <summary>Takes over what <see cref="Save"/> wrote, without webhooks. Call it before anything else happens.</summary>
    /// <param name="state">The saved state.</param>
    /// <exception cref="JsonException">It is no saved state.</exception>
    public void Restore(ReadOnlySpan<byte> state)
    {
        var saved = JsonSerializer.Deserialize<WorldState>(state, StateFormat) ?? throw new JsonException("The saved state is null.");
        lock (gate)
        {
            saved.Restore(world);
        }
    }
}
