using System.Text.Json;

namespace GitSync.MultiHost;

/// <summary>What the coordinator tells a host process, as the one argument after <c>host</c>.</summary>
/// <param name="Slot">Which of the hosts it is, from 0; a restarted one has the same.</param>
/// <param name="Hosts">How many slots there are; they share the plan's operations.</param>
/// <param name="Start">How often this slot was started before.</param>
/// <param name="Journal">The file it writes what it did to; a file per process.</param>
/// <param name="Storage">The database's kind.</param>
/// <param name="Partitions">Hash partitions of the schema, PostgreSQL only.</param>
/// <param name="Schema">The schema, PostgreSQL only.</param>
/// <param name="Lease">How long it may be silent.</param>
/// <param name="Plan">Which operations there are.</param>
internal sealed record HostSettings(
    int Slot, int Hosts, int Start, string Journal, StorageKind Storage, int Partitions, string Schema, TimeSpan Lease, PlanSettings Plan)
{
    /// <summary>The environment variable with the connection string: it may hold a password, so it is no argument.</summary>
    public const string ConnectionVariable = "MULTIHOST_CONNECTION";

    public string Write() => JsonSerializer.Serialize(this);

    public static HostSettings Read(string text) =>
        JsonSerializer.Deserialize<HostSettings>(text) ?? throw new FormatException("The host's settings are null.");
}
