using GitSync.Dashboard.Search;

namespace GitSync.Fuzz;

/// <summary>A search is understood, or a sentence says what cannot be; what was understood can be written down and is understood as the same again.</summary>
internal sealed class QualifierTarget : IFuzzTarget
{
    private const int LongestSentence = 2_000;

    public string Name => "qualifiers";

    public IFuzzWorker Begin() => new Worker();

    private sealed class Worker : IFuzzWorker
    {
        private static readonly string[] Pieces =
        [
            "state:", "direction:", "kind:", "repo:", "issue:", "task:", "comment:", "lane:", "actor:", "error:", "delivery:", "State:", "unheard:", "errored", "completed", "in", "out", "task", "octo/app", "a/b/c", "42", "#42",
            "-1", "99999999999", " ", "  ", "\t", "\"", "\\", "\\\"", "\"an id\"", ":", "::", "#", "2c1f5a0e-8b0f-4c1e-9f43-0d6a2f6f7a11", "\0", "\u00a0", "\ud83d\ude00", "%", "_", "'", "--",
        ];

        public string LastInput { get; private set; } = "";

        public void Try(Random random)
        {
            LastInput = TextPieces.Make(random, Pieces);
            var parsed = QualifierParser.Parse(LastInput);
            FuzzException.Require(parsed.Mistake is null or { Length: > 0 and < LongestSentence }, "its mistake is no sentence");
            if (parsed.Mistake is null && parsed.Filter.ToString() is { Length: <= QualifierParser.MaximumLength } written)
            {
                var again = QualifierParser.Parse(written);
                FuzzException.Require(again.Mistake is null && again.Filter == parsed.Filter, $"written down as {written} it is {again.Filter} ({again.Mistake})");
            }
        }

        public void Dispose()
        {
        }
    }
}
