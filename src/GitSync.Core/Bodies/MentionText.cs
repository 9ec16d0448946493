using System.Text;
using System.Text.RegularExpressions;

namespace GitSync;

/// <summary>Finds and replaces mentions (<c>@name</c>) in raw markdown, outside code. Pure; everything else stays byte for byte.</summary>
/// <remarks>Addresses and teams (<c>@org/team</c>) are no mentions. Converting more than single tokens mangled mentions elsewhere (Plane #9071).</remarks>
internal static partial class MentionText
{
    /// <summary>The longest name: GitHub's logins have at most 39 characters, the application's ids may have more.</summary>
    public const int MaximumNameLength = 64;

    /// <summary>The names that are mentioned, each once, in the order of their first place.</summary>
    public static IReadOnlyList<string> NamesIn(string text)
    {
        if (!text.Contains('@'))
        {
            return [];
        }

        List<string> names = [];
        foreach (var (start, length) in ProseOf(text))
        {
            foreach (var match in Mention().EnumerateMatches(text.AsSpan(), start))
            {
                if (match.Index >= start + length)
                {
                    break;
                }

                var name = text.Substring(match.Index + 1, match.Length - 1);
                if (name.Length <= MaximumNameLength && !names.Contains(name))
                {
                    names.Add(name);
                }
            }
        }

        return names;
    }

    /// <summary>Whether a name can stand in a text as a mention.</summary>
    public static bool IsName(string name) => name.Length <= MaximumNameLength && NamesIn("@" + name) is [var only] && only == name;

    /// <summary>The text with mentions replaced.</summary>
    /// <param name="text">Raw markdown.</param>
    /// <param name="names">From name to name; both without the at-sign.</param>
    public static string Replace(string text, IReadOnlyDictionary<string, string> names)
    {
        if (names.Count == 0)
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        var copied = 0;
        foreach (var (start, length) in ProseOf(text))
        {
            foreach (var match in Mention().EnumerateMatches(text.AsSpan(), start))
            {
                if (match.Index >= start + length)
                {
                    break;
                }

                if (names.TryGetValue(text.Substring(match.Index + 1, match.Length - 1), out var other))
                {
                    result.Append(text, copied, match.Index + 1 - copied).Append(other);
                    copied = match.Index + match.Length;
                }
            }
        }

        return result.Append(text, copied, text.Length - copied).ToString();
    }

    /// <summary>
    /// The stretches outside fenced blocks and code spans. Nothing that a replacement changes takes part in finding them, so they are the same
    /// before and after.
    /// </summary>
    private static List<(int Start, int Length)> ProseOf(string text)
    {
        List<(int, int)> prose = [];
        var (from, at) = (0, 0);
        while (at < text.Length)
        {
            var end = (at == 0 || text[at - 1] == '\n') ? EndOfFence(text, at) : at;
            var isCode = end > at;
            if (!isCode && text[at] == '`')
            {
                var ticks = RunOf(text, at);
                end = EndOfSpan(text, at, ticks);
                isCode = end > at;
                end = isCode ? end : at + ticks;
            }

            if (isCode)
            {
                prose.Add((from, at - from));
                from = end;
            }

            at = end > at ? end : at + 1;
        }

        prose.Add((from, text.Length - from));
        return prose;
    }

    /// <summary>Where the fenced block that begins with this line ends; the line's start when none does.</summary>
    private static int EndOfFence(string text, int line)
    {
        var fence = FenceAt(text, line);
        if (fence < 0)
        {
            return line;
        }

        for (var next = NextLine(text, line); next < text.Length; next = NextLine(text, next))
        {
            if (FenceAt(text, next) is >= 0 and var closing && text[closing] == text[fence] && RunOf(text, closing) >= RunOf(text, fence))
            {
                return NextLine(text, next);
            }
        }

        return text.Length;
    }

    /// <summary>Where a line's fence begins, after at most three spaces; -1 without one.</summary>
    private static int FenceAt(string text, int line)
    {
        var at = line;
        while (at < text.Length && at < line + 3 && text[at] == ' ')
        {
            at++;
        }

        return at < text.Length && text[at] is '`' or '~' && RunOf(text, at) >= 3 ? at : -1;
    }

    private static int NextLine(string text, int from) => text.IndexOf('\n', from) is >= 0 and var end ? end + 1 : text.Length;

    /// <summary>Where the code span ends that begins here: after as many backticks again; the start when none does.</summary>
    private static int EndOfSpan(string text, int start, int ticks)
    {
        for (var at = text.IndexOf('`', start + ticks); at >= 0; at = text.IndexOf('`', at))
        {
            var run = RunOf(text, at);
            at += run;
            if (run == ticks)
            {
                return at;
            }

            if (at >= text.Length)
            {
                break;
            }
        }

        return start;
    }

    private static int RunOf(string text, int at)
    {
        var end = at;
        while (end < text.Length && text[end] == text[at])
        {
            end++;
        }

        return end - at;
    }

    /// <summary>A name that neither continues a word or path nor is continued by one. Atomic: no part of a longer name counts.</summary>
    [GeneratedRegex(@"(?<![A-Za-z0-9_@/.\-])@(?>[A-Za-z0-9_]+(?:-+[A-Za-z0-9_]+)*)(?![/@])", RegexOptions.CultureInvariant)]
    private static partial Regex Mention();
}
