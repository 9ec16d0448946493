using DiffPlex;
using DiffPlex.Chunkers;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace GitSync.Dashboard.Parts;

/// <summary>Some words that stayed, came or went.</summary>
/// <param name="Change">0: stayed; 1: came; -1: went.</param>
/// <param name="Text">The words with the spaces around them.</param>
internal readonly record struct TextPiece(int Change, string Text);

/// <summary>Two texts, word by word. Pure.</summary>
internal static class TextDifference
{
    /// <summary>More than fits a screen, and little enough to be compared in milliseconds.</summary>
    public const int MaximumLength = 4_000;

    public static string Cut(string text) => text.Length <= MaximumLength
        ? text
        : string.Create(CultureInfo.InvariantCulture, $"{text[..MaximumLength]}… ({text.Length - MaximumLength:N0} more characters)");

    public static IReadOnlyList<TextPiece> Of(string before, string after)
    {
        var model = new InlineDiffBuilder(new Differ()).BuildDiffModel(Cut(before), Cut(after), ignoreWhitespace: false, ignoreCase: false, new WordChunker());
        var pieces = new List<TextPiece>();
        foreach (var line in model.Lines)
        {
            var change = line.Type switch
            {
                ChangeType.Inserted => 1,
                ChangeType.Deleted => -1,
                _ => 0,
            };
            if (pieces.Count > 0 && pieces[^1].Change == change)
            {
                pieces[^1] = new TextPiece(change, pieces[^1].Text + line.Text);
            }
            else
            {
                pieces.Add(new TextPiece(change, line.Text));
            }
        }

        return pieces;
    }
}
