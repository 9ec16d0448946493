using System.Globalization;
using Microsoft.Extensions.Options;

namespace GitSync.GitHub;

/// <summary>Compares what GitHub says it sent with what is stored. Thread-safe.</summary>
internal sealed class MissingDeliveries(DeliveryAttempts attempts, ISyncReader reader, TimeProvider time, IOptions<GitSyncOptions> options)
{
    /// <summary>Pages of GitHub's list: 5,000 attempts. A person waits for the answer.</summary>
    public const int MaximumPages = 50;

    /// <summary>More would be no list but an outage.</summary>
    public const int MaximumGaps = 500;

    /// <summary>Pages of what is stored; what is not among them is looked for one by one.</summary>
    private const int MaximumStoredPages = 100;

    /// <summary>GitHub's clock and ours differ, and a webhook is stored before its attempt is listed.</summary>
    internal static readonly TimeSpan Overlap = TimeSpan.FromMinutes(10);

    /// <exception cref="RemoteException">GitHub's list cannot be read.</exception>
    public async Task<DeliveryGaps> FindAsync(CancellationToken cancellationToken)
    {
        // What we remove ourselves is not missing.
        var kept = options.Value.HistoryRetention - Overlap;
        var from = time.GetUtcNow() - (kept < DeliveryAttempts.Kept ? kept : DeliveryAttempts.Kept);
        var (listed, isWhole) = await attempts.ListAsync(from, MaximumPages, isEnough: null, betweenPages: null, cancellationToken).ConfigureAwait(false);
        var sent = listed.DistinctBy(attempt => attempt.Guid).ToList();
        var stored = sent.Count == 0 ? [] : await FindStoredAsync(listed[^1].At - Overlap, cancellationToken).ConfigureAwait(false);
        var gaps = new List<DeliveryGap>();
        foreach (var attempt in sent.Where(attempt => !stored.Contains(attempt.Guid)))
        {
            if (gaps.Count == MaximumGaps)
            {
                return new DeliveryGaps(gaps, string.Create(CultureInfo.InvariantCulture, $"There are more; these are the newest {MaximumGaps}."));
            }

            // An early attempt may have been stored, whenever that was.
            if (await reader.FindDeliveryAsync(attempt.Guid, cancellationToken).ConfigureAwait(false) is null)
            {
                gaps.Add(new DeliveryGap(attempt.Guid, attempt.Event, attempt.Action, attempt.At, attempt.StatusCode));
            }
        }

        return new DeliveryGaps(gaps, isWhole
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"GitHub lists more than {MaximumPages * DeliveryAttempts.PageSize} attempts; only the newest were compared."));
    }

    private async Task<HashSet<Guid>> FindStoredAsync(DateTimeOffset from, CancellationToken cancellationToken)
    {
        var stored = new HashSet<Guid>();
        var query = new DeliveryQuery { Limit = OperationQuery.MaximumLimit };
        for (var page = 0; page < MaximumStoredPages; page++)
        {
            var listed = await reader.ListDeliveriesAsync(query, cancellationToken).ConfigureAwait(false);
            stored.UnionWith(listed.Deliveries.Select(delivery => delivery.Id));
            if (listed.Continue is not { } next || next.ReceivedAt < from)
            {
                break;
            }

            query = query with { Before = next };
        }

        return stored;
    }
}
