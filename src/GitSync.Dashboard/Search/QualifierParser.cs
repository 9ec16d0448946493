namespace GitSync.Dashboard.Search;

/// <summary>What came of reading a search.</summary>
/// <param name="Filter">What is looked for; everything where there is a mistake.</param>
/// <param name="Mistake">What cannot be understood and what to write instead, or null.</param>
internal sealed record ParsedFilter(OperationFilter Filter, string? Mistake);

/// <summary>Reads searches such as <c>state:errored repo:octo/app issue:42</c>. Pure; anything it does not know is a sentence, never an exception.</summary>
internal static class QualifierParser
{
    public const string Known = "state:, direction:, kind:, repo:, issue:, task:, comment:, lane:, actor:, error:, delivery:";

    /// <summary>Longer than any combination of qualifiers that makes sense.</summary>
    public const int MaximumLength = 1_000;

    /// <summary>The longest value: record ids and names are shorter.</summary>
    private const int MaximumValueLength = 300;

    public static ParsedFilter Parse(string? text)
    {
        text = text?.Trim() ?? "";
        if (text.Length > MaximumLength)
        {
            return Mistaken($"A search has {MaximumLength} characters at most; this one has {text.Length}.");
        }

        if (QualifierText.Split(text) is not { } words)
        {
            return Mistaken("A quote is not closed: write task:\"an id with spaces\".");
        }

        var filter = new OperationFilter();
        foreach (var word in words)
        {
            if (word.Value.Length > MaximumValueLength || word.Value.Contains('\0', StringComparison.Ordinal))
            {
                return Mistaken($"A value has {MaximumValueLength} characters at most, and none of them is U+0000.");
            }

            if (word.Name is { } name && word.Value.Length == 0)
            {
                return Mistaken($"{name}: has no value.");
            }

            var (next, mistake) = word.Name is null ? ReadAlone(filter, word.Value) : Read(filter, word.Name, word.Value);
            if (mistake is not null)
            {
                return Mistaken(mistake);
            }

            if (Contradiction(filter, next!) is { } twice)
            {
                return Mistaken($"{twice}: is there twice with different values; one search has one.");
            }

            filter = next!;
        }

        return new ParsedFilter(filter, null);
    }

    /// <summary>What the one asks for and the other asks for otherwise, or null.</summary>
    private static string? Contradiction(OperationFilter one, OperationFilter other)
    {
        (string Name, object? One, object? Other)[] values =
        [
            ("state", one.State, other.State), ("direction", one.Direction, other.Direction), ("kind", one.Kind, other.Kind), ("repo", one.Repository, other.Repository),
            ("issue", one.Issue, other.Issue), ("task", one.Task, other.Task), ("comment", one.Comment, other.Comment), ("lane", one.Lane, other.Lane),
            ("actor", one.Actor, other.Actor), ("error", one.Error, other.Error), ("delivery", one.Delivery, other.Delivery), ("id", one.Id, other.Id),
        ];
        return values.FirstOrDefault(each => each.One is not null && !Equals(each.One, each.Other)).Name;
    }

    private static ParsedFilter Mistaken(string sentence) => new(new OperationFilter(), sentence);

    private static (OperationFilter? Filter, string? Mistake) Read(OperationFilter filter, string name, string value) => name switch
    {
        "state" => OperationStates.TryParse(value, out var state)
            ? (filter with { State = state }, null)
            : (null, $"There is no state \"{value}\". States: {string.Join(", ", OperationStates.All.Select(known => known.Name()))}."),
        "direction" => value.ToLowerInvariant() switch
        {
            "in" or "inbound" => (filter with { Direction = SyncDirection.Inbound }, null),
            "out" or "outbound" => (filter with { Direction = SyncDirection.Outbound }, null),
            _ => (null, "direction: is in (from GitHub) or out (to GitHub)."),
        },
        "kind" => value.ToLowerInvariant() switch
        {
            "task" => (filter with { Kind = ResourceKind.Task }, null),
            "comment" => (filter with { Kind = ResourceKind.Comment }, null),
            _ => (null, "kind: is task or comment."),
        },
        "repo" => (filter with { Repository = value }, null),
        "issue" => int.TryParse(value.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? (filter with { Issue = number }, null)
            : (null, $"issue: is the number of an issue or pull request, for example issue:42; \"{value}\" is none."),
        "task" => (filter with { Task = value }, null),
        "comment" => (filter with { Comment = value }, null),
        "lane" => long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var lane)
            ? (filter with { Lane = lane }, null)
            : (null, $"lane: is the number of a lane; \"{value}\" is none."),
        "actor" => (filter with { Actor = value }, null),
        "error" => (filter with { Error = value }, null),
        "delivery" => Guid.TryParse(value, out var delivery)
            ? (filter with { Delivery = delivery }, null)
            : (null, $"delivery: is the GUID that GitHub gave a webhook; \"{value}\" is none."),
        _ => (null, $"There is no qualifier {name}:. Known ones: {Known}."),
    };

    /// <summary>Without a qualifier: an issue's number, a GUID, a repository or a state, whatever it looks like.</summary>
    private static (OperationFilter? Filter, string? Mistake) ReadAlone(OperationFilter filter, string value)
    {
        if (Guid.TryParse(value, out var id))
        {
            return (filter with { Id = id }, null);
        }

        if (int.TryParse(value.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
        {
            return (filter with { Issue = number }, null);
        }

        if (OperationStates.TryParse(value, out var state))
        {
            return (filter with { State = state }, null);
        }

        return value.Count(c => c == '/') == 1
            ? (filter with { Repository = value }, null)
            : (null, $"\"{value}\" is no number of an issue, no GUID, no owner/name and no state. Known qualifiers: {Known}.");
    }
}
