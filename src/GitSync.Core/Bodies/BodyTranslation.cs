namespace GitSync;

/// <summary>From GitHub's raw body to the record's and back: our trailer off and on, and mentions mapped. Thread-safe.</summary>
internal sealed class BodyTranslation(MentionMapping mentions)
{
    /// <summary>The record's body.</summary>
    public ValueTask<string> ToAppAsync(string raw, LaneLink link, CancellationToken cancellationToken) =>
        mentions.ToAppAsync(BodyCodec.Decode(raw, link.Attribution, link.Marker), cancellationToken);

    /// <summary>GitHub's raw body.</summary>
    /// <param name="body">The record's body.</param>
    /// <param name="current">GitHub's raw body now, or null for an object that is just being created.</param>
    /// <param name="link">What trailer it has.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<string> ToGitHubAsync(string body, string? current, LaneLink link, CancellationToken cancellationToken)
    {
        var text = current is null ? null : BodyCodec.Decode(current, link.Attribution, link.Marker);
        return BodyCodec.Encode(await mentions.ToGitHubAsync(body, text, cancellationToken).ConfigureAwait(false), link.Attribution, link.Marker);
    }
}
