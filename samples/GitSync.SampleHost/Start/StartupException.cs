using System.Data.Common;
using GitSync.SampleHost.Storage;
using Microsoft.Extensions.Options;

namespace GitSync.SampleHost.Start;

/// <summary>The host cannot start; the message says which key to mend.</summary>
internal sealed class StartupException(string message) : Exception(message)
{
    /// <summary>Whether waiting may help. A host that starts stops all the same; one that waits for its database goes on waiting.</summary>
    public bool MayPass { get; init; }

    /// <summary>What kept the host from starting, as a sentence for a person; null for what is no matter of configuration.</summary>
    public static string? SentenceOf(Exception failure) => failure switch
    {
        StartupException refusal => refusal.Message,
        OptionsValidationException refusal => string.Join(" ", refusal.Failures),

        // The drivers' messages name users and databases, never passwords.
        DbException refusal => "ConnectionStrings:GitSync cannot be used: " + refusal.Message,

        // The store's schema is newer, or missing, or made with another number of partitions.
        InvalidOperationException { Source: "GitSync.Storage.Postgres" or "GitSync.Storage.Sqlite" } refusal =>
            StorageSettings.InKeys(refusal.Message),
        _ => null,
    };
}
