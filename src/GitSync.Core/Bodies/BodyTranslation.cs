namespace GitSync;

/// <summary>From GitHub's raw body to the record's and back: our trailer off and on, and mentions mapped. Thread-safe.</summary>
internal sealed class BodyTranslation(MentionMapping mentions, MarkerFactory markers)
{
    /// <summary>The record's body, and the mentions in it from login to user id; null when there are none.</summary>
    public ValueTask<(string Body, IReadOnlyDictionary<string, string>? Mentions)> ToAppAsync(string raw, LaneLink link, CancellationToken cancellationToken) =>
        mentions.ToAppAsync(TextOf(raw, link), cancellationToken);

    /// <summary>GitHub's raw body.</summary>
    /// <param name="body">The record's body.</param>
    /// <param name="current">What GitHub holds now, or null for an object that is just being created.</param>
    /// <param name="link">What trailer it has, and which mentions stood there last.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<string> ToGitHubAsync(string body, DecodedRemote? current, LaneLink link, CancellationToken cancellationToken) =>
        BodyCodec.Encode(await WithLoginsAsync(body, current, link, cancellationToken).ConfigureAwait(false), link.Attribution, link.Marker);

    /// <summary>A body as it would come back.</summary>
    public async ValueTask<string> AsReadBackAsync(string body, DecodedRemote current, LaneLink link, CancellationToken cancellationToken) => body.Contains('@')
        ? (await mentions.ToAppAsync(await WithLoginsAsync(body, current, link, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false)).Text
        : body;

    /// <summary>
    /// Without the object's own marker; and one that was born on GitHub may hold another's: a copy of our body, or an issue of ours that was transferred
    /// here. That marker is GitSync's, and no text of anybody's.
    /// </summary>
    private string TextOf(string raw, LaneLink link) => BodyCodec.Decode(raw, link.Attribution, link.Marker ?? markers.Find(raw));

    private ValueTask<string> WithLoginsAsync(string body, DecodedRemote? current, LaneLink link, CancellationToken cancellationToken)
    {
        var text = current is null ? null : TextOf(current.Item.Body, link);
        return mentions.ToGitHubAsync(body, text, [link.Base?.Mentions, current?.Mentions], cancellationToken);
    }
}
