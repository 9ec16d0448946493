using System.Text;

namespace GitSync.Fuzz;

/// <summary>Texts made of pieces that mean something to somebody, and of characters that do not.</summary>
internal static class TextPieces
{
    private const int MostPieces = 12;
    private const int LongestRun = 2_000;

    /// <summary>GitHub takes bodies of this length; what comes from its webhooks can be as long.</summary>
    private const int LongestBody = 65_536;

    public static string Make(Random random, IReadOnlyList<string> pieces)
    {
        var text = new StringBuilder();
        for (var i = random.Next(MostPieces + 1); i > 0; i--)
        {
            switch (random.Next(8))
            {
                case 0:
                    text.Append((char)random.Next(0x10000));
                    break;
                case 1:
                    text.Append((char)random.Next(0x20, 0x7f), random.Next(1, 5));
                    break;
                case 2 when random.Next(20) == 0:
                    var piece = pieces[random.Next(pieces.Count)];
                    text.Insert(text.Length, piece, random.Next(LongestRun));
                    break;
                default:
                    text.Append(pieces[random.Next(pieces.Count)]);
                    break;
            }
        }

        return text.Length <= LongestBody ? text.ToString() : text.ToString(0, LongestBody);
    }
}
