using System.Text;

namespace GitSync.Benchmarks;

/// <summary>Text as people write it: words that differ, so that it compresses as their text does.</summary>
internal sealed class IssueText
{
    private const int Vocabulary = 2_000;
    private const int LineLength = 80;

    private readonly string[] _words = new string[Vocabulary];

    public IssueText()
    {
        var random = new Random(25);
        for (var i = 0; i < _words.Length; i++)
        {
            _words[i] = string.Create(random.Next(2, 11), random, static (letters, source) =>
            {
                foreach (ref var letter in letters)
                {
                    letter = "eeeettaaooiinnsshhrrddlucmwfgypbvk"[source.Next(34)];
                }
            });
        }
    }

    /// <summary>A text that takes exactly so many bytes as a JSON string; another one for every seed.</summary>
    public string Make(int escapedLength, int seed)
    {
        var random = new Random(seed);
        var text = new StringBuilder(escapedLength);
        var (left, line) = (escapedLength, 0);
        while (left > 1)
        {
            if (line > LineLength)
            {
                // Two characters in JSON.
                text.Append('\n');
                (left, line) = (left - 2, 0);
                continue;
            }

            var word = _words[random.Next(Vocabulary)];
            var length = Math.Min(word.Length, left - 1);
            text.Append(word, 0, length).Append(' ');
            (left, line) = (left - length - 1, line + length + 1);
        }

        return left == 1 ? text.Append('.').ToString() : text.ToString();
    }
}
