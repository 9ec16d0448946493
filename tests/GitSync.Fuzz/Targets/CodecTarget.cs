using GitSync.Testing;

namespace GitSync.Fuzz;

/// <summary>A text goes to GitHub and comes back as it was, whatever is in it; nobody can make a marker of ours.</summary>
internal sealed class CodecTarget : IFuzzTarget
{
    public string Name => "codec";

    public IFuzzWorker Begin() => new Worker();

    private sealed class Worker : IFuzzWorker
    {
        private static readonly MarkerFactory Markers = new([.. Enumerable.Range(1, 32).Select(i => (byte)i)], new SeededRandom(1));
        private static readonly MarkerFactory Others = new(new byte[32], new SeededRandom(2));
        private static readonly string[] Genuine = [.. Enumerable.Range(0, 4).Select(_ => Markers.Create())];

        private static readonly string[] Pieces =
        [
            .. Genuine, .. Enumerable.Range(0, 4).Select(_ => Others.Create()), Genuine[0][..^1], Genuine[1].Replace("v1", "v2", StringComparison.Ordinal), MarkerFactory.Prefix, " -->", "<!--", "_Written by Ann_", "_Written by Ben_",
            "\n", "\r\n", "\n\n", "\r", " ", "`", "``", "```", "~~~", "    ", "@ann", "@ann-b", "@a/b", "x@y.z", "@", "- [ ] ", "\ud800", "\udc00", "\ud83d\ude00", "\0", "text",
        ];

        private static readonly string?[] Attributions = [null, "_Written by Ann_", "_Written by Ben_"];

        public string LastInput { get; private set; } = "";

        public void Try(Random random)
        {
            var (body, attribution, marker) = (TextPieces.Make(random, Pieces), Attributions[random.Next(Attributions.Length)], random.Next(4) == 0 ? null : Genuine[random.Next(Genuine.Length)]);
            LastInput = $"{attribution}|{marker}|{body}";
            var raw = BodyCodec.Encode(body, attribution, marker);
            FuzzException.Require(BodyCodec.Decode(raw, attribution, marker) == body, "it does not come back as it was");
            FuzzException.Require(marker is null || Markers.Find(raw) == marker, "its marker is not found");
            var found = Markers.Find(body);
            FuzzException.Require(found is null || Genuine.Contains(found), $"{found} is taken for ours");

            // Whatever somebody made of it on GitHub: an answer, and nothing longer than what is there.
            var edited = Edit(raw, random);
            FuzzException.Require(BodyCodec.Decode(edited, attribution, marker).Length <= edited.Length, "decoding made it longer");
            RequireMentions(body);
        }

        public void Dispose()
        {
        }

        private static string Edit(string raw, Random random)
        {
            var (from, to) = (random.Next(raw.Length + 1), random.Next(raw.Length + 1));
            return random.Next(3) switch
            {
                0 => raw.Replace("\n", "\r\n", StringComparison.Ordinal),
                1 => raw[..from] + Pieces[random.Next(Pieces.Length)] + raw[from..],
                _ => raw[..Math.Min(from, to)] + raw[Math.Max(from, to)..],
            };
        }

        /// <summary>There and back with names that mean one another.</summary>
        private static void RequireMentions(string body)
        {
            var names = MentionText.NamesIn(body);
            if (names.Contains("zoe-1"))
            {
                return;
            }

            foreach (var name in names.Take(3))
            {
                var there = MentionText.Replace(body, new Dictionary<string, string> { [name] = "zoe-1" });
                FuzzException.Require(MentionText.Replace(there, new Dictionary<string, string> { ["zoe-1"] = name }) == body, $"@{name} does not come back");
            }
        }
    }
}
