using System.Text;
using Microsoft.Extensions.Options;

namespace GitSync;

/// <summary>The line under what the App creates for somebody: who wrote it.</summary>
internal sealed class AttributionLine(IUserDirectory users, IOptions<GitSyncOptions> options)
{
    /// <summary>What a name is cut to.</summary>
    public const int MaximumNameLength = 100;

    /// <summary>What the option's text holds in the name's place.</summary>
    public const string Placeholder = "{user}";

    /// <summary>The line, or null when there is nobody to name or attribution is off.</summary>
    public async ValueTask<string?> OfAsync(string? userId, CancellationToken cancellationToken) =>
        options.Value.Attribution is { Length: > 0 } text && userId is not null
            && await users.FindNameAsync(userId, cancellationToken).ConfigureAwait(false) is { Length: > 0 } name
            ? text.Replace(Placeholder, Plain(name), StringComparison.Ordinal)
            : null;

    /// <summary>A name as plain text on one line: markdown and mentions of its own would act in other people's issues.</summary>
    internal static string Plain(string name)
    {
        var plain = new StringBuilder(MaximumNameLength);
        foreach (var rune in name.EnumerateRunes())
        {
            if (plain.Length >= MaximumNameLength)
            {
                return plain.Append('…').ToString();
            }

            plain.Append(rune.Value switch
            {
                '@' => "",
                '<' or '>' or '`' or '*' or '_' or '[' or ']' or '\\' or '~' or '|' or '#' => "\\" + rune,
                _ => Rune.IsControl(rune) || Rune.IsWhiteSpace(rune) ? " " : rune.ToString(),
            });
        }

        return plain.ToString().Trim();
    }
}
