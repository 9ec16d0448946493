namespace GitSync;

/// <summary>
/// Small named documents that all hosts on a database share: what an installation may still do, how far a sweep has come. Their owners give
/// them names that begin with a word of their own, as in <c>limits/7</c>. Thread-safe.
/// </summary>
public interface ISharedState
{
    /// <summary>The longest document, in bytes.</summary>
    const int MaximumLength = 64 * 1024;

    /// <summary>The document of that name as last committed, or null.</summary>
    Task<byte[]?> FindStateAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>The documents whose names begin so, by name in ordinal order; at most <see cref="OperationQuery.MaximumLimit"/>.</summary>
    /// <param name="prefix">ASCII letters, digits, '/' and '-'.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<KeyValuePair<string, byte[]>>> ListStateAsync(string prefix, CancellationToken cancellationToken = default);

    /// <summary>Changes a document under its lock, in one transaction.</summary>
    /// <param name="name">ASCII letters, digits, '/' and '-'.</param>
    /// <param name="change">
    /// From the document as it is (null: there is none) to what it shall be; null removes it, the same instance leaves it alone. Pure and quick: it
    /// runs while the lock is held, and again when the transaction has to be repeated.
    /// </param>
    /// <param name="cancellationToken">Gives up waiting; the change may still be stored.</param>
    /// <returns>The document as it is now.</returns>
    /// <exception cref="ArgumentException">The name has other characters, or the document is too long.</exception>
    Task<byte[]?> ChangeStateAsync(string name, Func<byte[]?, byte[]?> change, CancellationToken cancellationToken = default);
}

/// <summary>What every store checks.</summary>
public static class SharedStateNames
{
    private const int MaximumNameLength = 200;

    /// <exception cref="ArgumentException">It is no name, or no beginning of one.</exception>
    public static string Require(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length is > 0 and <= MaximumNameLength && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '-')
            ? name
            : throw new ArgumentException("A name of shared state has 1 to 200 ASCII letters, digits, '/' and '-'.", nameof(name));
    }

    /// <exception cref="ArgumentException">It is too long.</exception>
    public static byte[]? RequireLength(byte[]? document) => document is null or { Length: <= ISharedState.MaximumLength }
        ? document
        : throw new ArgumentException($"A document of shared state has at most {ISharedState.MaximumLength} bytes; this has {document.Length}.", nameof(document));
}
