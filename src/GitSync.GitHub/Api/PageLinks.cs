using System.Globalization;
using System.Text.RegularExpressions;

namespace GitSync.GitHub;

/// <summary>What a Link header says of the pages around.</summary>
/// <param name="HasNext">Whether there is a next page.</param>
/// <param name="Last">The last page's number, or null.</param>
/// <param name="Cursor">The next page's cursor, where pages have no numbers; or null.</param>
/// <param name="IsSilent">Whether it names no page at all, as where there is only one page.</param>
internal sealed partial record PageLinks(bool HasNext, int? Last, string? Cursor, bool IsSilent)
{
    private static readonly PageLinks None = new(false, null, null, IsSilent: true);

    /// <summary>Reads the header; one that is missing or strange names no page.</summary>
    public static PageLinks Of(string? header)
    {
        var links = None;
        foreach (Match link in Link().Matches(header ?? ""))
        {
            var query = link.Groups["query"].Value;
            links = links with { IsSilent = false };
            links = link.Groups["rel"].Value switch
            {
                "next" => links with { HasNext = true, Cursor = Parameter(query, "cursor") },
                "last" when int.TryParse(Parameter(query, "page"), NumberStyles.None, CultureInfo.InvariantCulture, out var page) =>
                    links with { Last = page },
                _ => links,
            };
        }

        return links;
    }

    /// <summary>
    /// Whether to read on. A full page without a word about others is the last one by chance, or its header was lost on the way (a proxy): a probe that
    /// stopped there could create a second issue, and a backfill would leave the rest out.
    /// </summary>
    /// <param name="count">How many items the page held.</param>
    /// <param name="pageSize">How many were asked for at most.</param>
    public bool HasMoreAfter(int count, int pageSize) => HasNext || (IsSilent && count >= pageSize);

    private static string? Parameter(string query, string name) => query.Split('&')
        .Select(pair => pair.Split('=', 2))
        .Where(pair => pair.Length == 2 && pair[0] == name)
        .Select(pair => Uri.UnescapeDataString(pair[1]))
        .FirstOrDefault();

    [GeneratedRegex("<[^>?]*\\??(?<query>[^>]*)>\\s*;\\s*rel=\"(?<rel>[a-z]+)\"", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Link();
}
