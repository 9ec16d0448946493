namespace GitSync.GitHub;

/// <summary>Tokens by what they are for; the one that was used longest ago gives way. Thread-safe.</summary>
internal sealed class TokenCache
{
    /// <summary>How many tokens are kept, about 2 KB each. Beyond it, repositories cost a token request each time it is their turn.</summary>
    public const int MaximumTokens = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<TokenScope, LinkedListNode<KeptToken>> _byScope = [];

    /// <summary>Used longest ago first.</summary>
    private readonly LinkedList<KeptToken> _byUse = new();

    /// <summary>The place of a scope's token, which may be empty.</summary>
    public KeptToken Find(TokenScope scope)
    {
        lock (_gate)
        {
            if (_byScope.TryGetValue(scope, out var node))
            {
                _byUse.Remove(node);
                _byUse.AddLast(node);
                return node.Value;
            }

            if (_byScope.Count >= MaximumTokens)
            {
                _byScope.Remove(_byUse.First!.Value.Scope);
                _byUse.RemoveFirst();
            }

            return (_byScope[scope] = _byUse.AddLast(new KeptToken(scope))).Value;
        }
    }
}

/// <summary>A token's place.</summary>
/// <param name="scope">What it is for.</param>
internal sealed class KeptToken(TokenScope scope)
{
    /// <summary>The token; null while there is none.</summary>
    public string? Token;

    public TokenScope Scope { get; } = scope;

    /// <summary>Held by whoever asks for it, so that many calls at once ask once.</summary>
    public SemaphoreSlim OneRequest { get; } = new(1, 1);

    public DateTimeOffset IssuedAt { get; set; }

    public DateTimeOffset RenewAt { get; set; }
}
