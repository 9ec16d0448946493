using System.Text;
using GitSync.GitHub;
using GitSync.Testing;

namespace GitSync.Fuzz;

/// <summary>Bodies become operations, or a sentence says why not.</summary>
internal sealed class TranslatorTarget : IFuzzTarget
{
    private const int LongestSentence = 2_000;

    public static readonly string[] Events =
        ["issues", "pull_request", "issue_comment", "installation", "installation_repositories", "repository", "label", "milestone", "ping", "unheard_of"];

    public string Name => "translator";

    public IFuzzWorker Begin() => new Worker();

    public static void RequireSensible(WebhookTranslation translation)
    {
        FuzzException.Require(translation.Outcome is { Length: > 0 and < LongestSentence }, $"its outcome is {translation.Outcome.Length} long");
        foreach (var item in translation.Items)
        {
            FuzzException.Require(item.Operation.ContentHash is not null || item.Operation.Fetch, "an operation has no content and does not read it");
            FuzzException.Require(item.Address.Remote is not null, "an operation has no lane");
        }
    }

    private sealed class Worker : IFuzzWorker
    {
        private static readonly Guid Delivery = new(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        private readonly WebhookTranslator _translator = new(new MarkerFactory(new byte[32], new SeededRandom(1)), new OperationIds(new ManualClock(), new SeededRandom(2)));
        private (string Event, byte[] Body) _last = ("", []);

        public string LastInput => $"{_last.Event} {Encoding.UTF8.GetString(_last.Body)}";

        public void Try(Random random)
        {
            var specimen = Specimen.All[random.Next(Specimen.All.Count)];
            var body = random.Next(20) == 0 ? BodyMutation.Noise(random) : BodyMutation.Of(specimen, random);
            _last = (random.Next(4) == 0 ? Events[random.Next(Events.Length)] : specimen.Event, body);
            var translation = _translator.Translate(_last.Event, Delivery, body);
            RequireSensible(translation);
            FuzzException.Require(translation.IsJson || translation is { Items.Count: 0, Connections.Count: 0 }, "what is no JSON has a consequence");
        }

        public void Dispose()
        {
        }
    }
}
