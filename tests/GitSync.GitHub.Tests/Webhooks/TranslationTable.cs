using System.Globalization;
using System.Text;

namespace GitSync.GitHub.Tests;

/// <summary>Writes translations as lines that a person can review in a snapshot.</summary>
internal static class TranslationTable
{
    public static readonly Guid Delivery = Guid.Parse("0b989ba4-242f-11e5-81e1-c7b6966d2516");

    public static MarkerFactory Markers() => new("0123456789abcdef"u8, new SeededRandom(1));

    public static WebhookTranslator Translator() => new(
        Markers(), new OperationIds(new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UnixEpoch.AddDays(20_000)), new SeededRandom(2)));

    public static string Line(string eventName, WebhookTranslation translation)
    {
        var line = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{eventName}.{translation.Action ?? "-"}: ");
        foreach (var item in translation.Items)
        {
            line.Append(Describe(item)).Append("; ");
        }

        foreach (var change in translation.Connections)
        {
            line.Append(Describe(change)).Append("; ");
        }

        return line.Append('"').Append(translation.Outcome).Append('"').ToString();
    }

    private static string Describe(ConnectionChange change) => change switch
    {
        RepositoriesAdded(var id, var added) => $"RepositoriesAdded {id} [{string.Join(", ", added)}]",
        RepositoriesRemoved(var id, var removed) => $"RepositoriesRemoved {id} [{string.Join(", ", removed)}]",
        _ => change.ToString(),
    };

    private static string Describe(EnqueueItem item)
    {
        var operation = item.Operation;
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{operation.Action} {item.Address.Remote}");
        text.Append(CultureInfo.InvariantCulture, $" {operation.RemoteKind} @{operation.GitHubUpdatedAt?.ToString() ?? "-"}");
        text.Append(operation.ContentHash is null ? " no-hash" : "");
        text.Append(operation.Fetch ? " fetch" : "");
        text.Append(item.OnlyIfUnlinked ? " only-if-unlinked" : "");
        text.Append(item.Address.Parent is { } parent ? $" under {parent.Remote}" : "");
        return text.ToString();
    }
}
