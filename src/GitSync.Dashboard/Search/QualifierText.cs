using System.Text;

namespace GitSync.Dashboard.Search;

/// <summary>One word of a search: a qualifier with its value, or a value alone.</summary>
/// <param name="Name">The qualifier in lower case, or null.</param>
/// <param name="Value">The value without quotes.</param>
internal readonly record struct SearchWord(string? Name, string Value);

/// <summary>Splits what somebody wrote into words. A value with spaces stands in double quotes; in them a backslash takes the next character as it is.</summary>
internal static class QualifierText
{
    /// <summary>The words, or null where a quote is not closed.</summary>
    public static IReadOnlyList<SearchWord>? Split(string text)
    {
        var words = new List<SearchWord>();
        for (var at = 0; ;)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at]))
            {
                at++;
            }

            if (at == text.Length)
            {
                return words;
            }

            var start = at;
            while (at < text.Length && char.IsAsciiLetter(text[at]))
            {
                at++;
            }

            string? name = null;
            if (at > start && at < text.Length && text[at] == ':')
            {
                name = text[start..at].ToLowerInvariant();
                at++;
            }
            else
            {
                at = start;
            }

            if (ReadValue(text, ref at) is not { } value)
            {
                return null;
            }

            words.Add(new SearchWord(name, value));
        }
    }

    /// <summary>The value as it has to be written.</summary>
    public static string Quote(string value) => value.Length > 0 && !value.Any(c => char.IsWhiteSpace(c) || c is '"' or '\\')
        ? value
        : $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static string? ReadValue(string text, ref int at)
    {
        var value = new StringBuilder();
        if (at >= text.Length || text[at] != '"')
        {
            while (at < text.Length && !char.IsWhiteSpace(text[at]))
            {
                value.Append(text[at++]);
            }

            return value.ToString();
        }

        for (at++; at < text.Length; at++)
        {
            if (text[at] == '"')
            {
                at++;
                return value.ToString();
            }

            if (text[at] == '\\' && at + 1 < text.Length)
            {
                at++;
            }

            value.Append(text[at]);
        }

        return null;
    }
}
