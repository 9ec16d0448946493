namespace GitSync;

/// <summary>What becomes of mentions (<c>@name</c>) between the two sides. Bound from <c>GitSync:Mentions</c>.</summary>
public sealed class MentionOptions
{
    /// <summary>Whether a user mentioned here is mentioned on GitHub too, which notifies that person. What GitHub mentions already is kept either way.</summary>
    /// <value>Default false.</value>
    public bool Outward { get; set; }
}
