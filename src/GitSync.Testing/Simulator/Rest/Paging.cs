using System.Globalization;
using System.Text.Json.Nodes;

namespace GitSync.Testing.Simulator;

/// <summary>Cuts lists into pages with GitHub's Link header.</summary>
internal static class Paging
{
    private const int DefaultPageSize = 30;

    public static RestAnswer Page<T>(RestCall call, IReadOnlyList<T> all, Func<T, JsonNode> json, Func<JsonArray, JsonNode>? wrap = null)
    {
        var size = Math.Clamp(Number(call, "per_page", DefaultPageSize), 1, call.World.Options.MaxPageSize);
        var page = Math.Max(Number(call, "page", 1), 1);
        var last = Math.Max((all.Count + size - 1) / size, 1);
        var items = JsonForms.Array(all.Skip((int)Math.Min((long)(page - 1) * size, all.Count)).Take(size).Select(json));
        var answer = RestAnswer.Ok(wrap is null ? items : wrap(items));
        var links = new List<string>();
        if (page > 1)
            links.Add(Link(call, Math.Min(page - 1, last), "prev"));
        if (page < last)
            links.AddRange([Link(call, page + 1, "next"), Link(call, last, "last")]);
        if (page > 1)
            links.Add(Link(call, 1, "first"));
        return links.Count == 0 ? answer : answer.With("Link", string.Join(", ", links));
    }

    public static int Number(RestCall call, string name, int fallback) =>
        call.Query.TryGetValue(name, out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : fallback;

    /// <summary>The since filter: last updated at or after.</summary>
    public static DateTimeOffset? Since(RestCall call)
    {
        if (!call.Query.TryGetValue("since", out var text) || text.Length == 0)
            return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since)
            ? since
            : throw Refusal.Invalid("Issue", "since", "invalid");
    }

    public static string Link(RestCall call, string rel, params ReadOnlySpan<(string Name, string Value)> changed)
    {
        var query = new Dictionary<string, string>(call.Query, StringComparer.Ordinal);
        foreach (var (name, value) in changed)
            query[name] = value;
        var text = string.Join('&', query.Select(q => $"{Uri.EscapeDataString(q.Key)}={Uri.EscapeDataString(q.Value)}"));
        return $"<{call.Base}{call.Request.Path}?{text}>; rel=\"{rel}\"";
    }

    private static string Link(RestCall call, int page, string rel) =>
        Link(call, rel, ("page", page.ToString(CultureInfo.InvariantCulture)));
}
