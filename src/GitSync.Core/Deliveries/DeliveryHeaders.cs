using System.Collections.ObjectModel;

namespace GitSync;

/// <summary>Which headers of a webhook are kept: what helps to find it at GitHub, never a signature and never a cookie. Pure.</summary>
public static class DeliveryHeaders
{
    /// <summary>A longer value is cut to so many characters.</summary>
    public const int MaximumLength = 200;

    /// <summary>The headers that are kept, as they are written.</summary>
    public static IReadOnlyList<string> Kept { get; } = Array.AsReadOnly(
    [
        "X-GitHub-Event", "X-GitHub-Delivery", "X-GitHub-Hook-ID", "X-GitHub-Hook-Installation-Target-ID",
        "X-GitHub-Hook-Installation-Target-Type", "User-Agent", "Content-Type",
    ]);

    /// <summary>No headers: the same instance every time.</summary>
    public static IReadOnlyDictionary<string, string> None => ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Of a request's headers those that are kept, cut; <see cref="None"/> when there are none of them.</summary>
    /// <param name="find">The value of a header by its name, or null when it is missing.</param>
    public static IReadOnlyDictionary<string, string> Of(Func<string, string?> find)
    {
        ArgumentNullException.ThrowIfNull(find);
        Dictionary<string, string>? kept = null;
        foreach (var name in Kept)
        {
            if (find(name) is { Length: > 0 } value)
            {
                (kept ??= new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase))[name] = value.Length > MaximumLength ? value[..MaximumLength] : value;
            }
        }

        return kept is null ? None : kept.AsReadOnly();
    }
}
