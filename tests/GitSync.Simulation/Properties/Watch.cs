using System.Globalization;
using System.Text.Json;
using GitSync.Testing.Simulator;

namespace GitSync.Simulation;

/// <summary>What must hold at every moment, looked at from outside of the hosts.</summary>
internal sealed class Watch(GitHubSimulator gitHub, Func<long, long, bool> belongs)
{
    private readonly HashSet<Guid> _deliveries = [];
    private readonly Dictionary<long, long> _fences = [];
    private readonly Dictionary<long, long> _committed = [];
    private readonly Dictionary<(long Lane, RemoteKind Kind), GitHubTime> _agreed = [];
    private readonly Dictionary<string, long> _tokens = new(StringComparer.Ordinal);

    /// <summary>Edits on GitHub that nobody could have seen.</summary>
    public UnseenEdits Unseen { get; } = new(gitHub);

    /// <summary>Every secret there is: none may show in a log, an error or an explanation.</summary>
    public HashSet<string> Secrets { get; } = new(StringComparer.Ordinal);

    /// <summary>Writes that have reached GitHub.</summary>
    public int Writes { get; private set; }

    /// <summary>The first promise that was broken, or null. What is thrown in the middle of a host's work may be taken for a failure there.</summary>
    public string? Broken { get; private set; }

    /// <summary>The same GUID has one effect.</summary>
    public void Entered(EnqueueBatch batch, EnqueueReceipt receipt)
    {
        if (batch.Delivery is { } delivery && !receipt.DeliveryWasKnown && !_deliveries.Add(delivery.Id))
        {
            throw Note($"delivery {delivery.Id} was taken in twice");
        }
    }

    /// <summary>One committing worker per lane, the one that claimed it last; and GitHub's time of what a lane has agreed on does not go back.</summary>
    public void Worked(IReadOnlyList<Completion> completions, WorkReceipt receipt)
    {
        for (var i = 0; i < completions.Count; i++)
        {
            if (receipt.Outcomes[i] is CommitOutcome.Committed)
            {
                Committed(completions[i].Lease, ends: true);
            }
        }

        foreach (var claim in receipt.Claimed)
        {
            var (lane, fence) = (claim.Lease.LaneId, claim.Lease.Fence);
            Require(!_fences.TryGetValue(lane, out var last) || last < fence, $"lane {lane} was claimed under fence {fence} after {last}");
            _fences[lane] = fence;
            if (claim.Link.Base is { } agreed)
            {
                var kind = (lane, agreed.RemoteKind);
                Require(
                    !_agreed.TryGetValue(kind, out var known) || known.CompareTo(agreed.UpdatedAt) <= 0,
                    $"lane {lane} had agreed on GitHub's state of {known} and now has on that of {agreed.UpdatedAt}");
                _agreed[kind] = agreed.UpdatedAt;
            }
        }
    }

    public void Saved(LaneLease lease, CommitOutcome outcome)
    {
        if (outcome == CommitOutcome.Committed)
        {
            Committed(lease, ends: false);
        }
    }

    /// <summary>A request carries a token of its repository's installation.</summary>
    public void Sent(HttpRequestMessage request)
    {
        var path = request.RequestUri!.AbsolutePath.Trim('/').Split('/');
        if (request.Method != HttpMethod.Get && path is not [.., "access_tokens"])
        {
            Writes++;
        }

        var repository = path switch
        {
            ["repositories", var id, ..] when long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => gitHub.FindRepository(number),
            ["repos", var owner, var name, ..] => gitHub.FindRepository($"{owner}/{name}"),
            _ => null,
        };
        if (repository?.InstallationId is not { } installation || request.Headers.Authorization?.Parameter is not { } token || !_tokens.TryGetValue(token, out var own))
        {
            return;
        }

        // Whoever was not told yet that it has gone over to another account asks with the former one's, and is refused.
        Require(own == installation || belongs(repository.Id, own), $"{request.Method} {request.RequestUri.AbsolutePath} carries a token of installation {own}, not of {installation}");
    }

    /// <summary>Notes tokens that are handed out.</summary>
    public async Task AnsweredAsync(HttpRequestMessage request, HttpResponseMessage answer)
    {
        if (!answer.IsSuccessStatusCode || request.RequestUri!.AbsolutePath.Trim('/').Split('/') is not ["app", "installations", var id, "access_tokens"])
        {
            return;
        }

        await answer.Content.LoadIntoBufferAsync();
        try
        {
            using var body = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
            var token = body.RootElement.GetProperty("token").GetString()!;
            _tokens[token] = long.Parse(id, CultureInfo.InvariantCulture);
            Secrets.Add(token);
        }
        catch (JsonException)
        {
            // Broken off on its way: nobody has the token.
        }
    }

    /// <summary>Looks for secrets in what people may read.</summary>
    public void Read(string where, string text)
    {
        if (Secrets.FirstOrDefault(secret => text.Contains(secret, StringComparison.Ordinal)) is { } shown)
        {
            throw Note($"{where} shows a secret ({shown[..Math.Min(6, shown.Length)]}…)");
        }
    }

    private void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw Note(otherwise);
        }
    }

    private ViolationException Note(string broken)
    {
        Broken ??= broken;
        return new ViolationException(broken);
    }

    private void Committed(LaneLease lease, bool ends)
    {
        Require(
            _fences.GetValueOrDefault(lease.LaneId) == lease.Fence,
            $"lane {lease.LaneId}: {lease.WorkerId} committed under fence {lease.Fence} while {_fences.GetValueOrDefault(lease.LaneId)} was handed out last");
        if (ends)
        {
            Require(
                !_committed.TryGetValue(lease.LaneId, out var last) || last < lease.Fence, $"lane {lease.LaneId} ended twice under fence {lease.Fence}");
            _committed[lease.LaneId] = lease.Fence;
        }
    }
}
