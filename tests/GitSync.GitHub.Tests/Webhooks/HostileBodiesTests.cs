using System.Text;
using System.Text.Json.Nodes;
using CsCheck;

namespace GitSync.GitHub.Tests;

/// <summary>Bodies that no model expected: real ones of every kind, mutated ones, and noise. A missing header once crashed a webhook process (CVE-2023-50728).</summary>
public sealed class HostileBodiesTests
{
    private const int Iterations = 3_000;

    /// <summary>Stands for an escaped half of a surrogate pair, which the JSON writer would refuse to write.</summary>
    private const string LoneSurrogate = "\"@lone@\"";
    private static readonly string[] Events = ["issues", "pull_request", "issue_comment", "installation", "installation_repositories", "repository", "ping", "x"];
    private static readonly (string Event, string Json)[] Originals = [.. Bodies.All().Select(entry => (entry.Event, entry.Body.ToJsonString()))];
    private static readonly string[] OddValues = ["null", "true", "-1", "1e400", "99999999999999999999", "\"\"", LoneSurrogate, "[]", "{}", "[null]", "[[{}]]", "\"2024-13-01T00:00:00Z\""];
    private readonly WebhookTranslator _translator = TranslationTable.Translator();

    [Fact]
    public void RealBodies_GiveOperationsOrAReason()
    {
        foreach (var (eventName, name, body) in RealBodies())
        {
            var translation = _translator.Translate(eventName, TranslationTable.Delivery, body);

            translation.IsJson.Should().BeTrue(name);
            translation.Outcome.Should().NotBeEmpty(name);
            if (eventName is "issues" or "pull_request" or "issue_comment")
            {
                translation.Items.Should().NotBeEmpty(name);
                translation.RepositoryId.Should().NotBeNull(name);
            }
        }
    }

    [Fact]
    public void EveryBodyUnderEveryEventName_DoesNotThrow()
    {
        foreach (var eventName in Events)
        {
            foreach (var (_, json) in Originals)
            {
                RequireSensible(_translator.Translate(eventName, TranslationTable.Delivery, Encoding.UTF8.GetBytes(json)));
            }
        }
    }

    [Fact]
    public void MutatedJson_DoesNotThrow() =>
        Gen.Select(Gen.Int[0, Originals.Length - 1], Gen.Int[0, 400], Gen.Int[0, OddValues.Length], Gen.Int[0, Events.Length])
            .Sample(
                (original, place, odd, renamed) =>
                {
                    var (eventName, json) = Originals[original];
                    var root = JsonNode.Parse(json)!;
                    Mutate(root, place, odd == OddValues.Length ? null : OddValues[odd]);
                    RequireSensible(_translator.Translate(
                        renamed == Events.Length ? eventName : Events[renamed], TranslationTable.Delivery, Encoding.UTF8.GetBytes(root.ToJsonString().Replace("@lone@", @"\ud800", StringComparison.Ordinal))));
                },
                iter: Iterations);

    [Fact]
    public void MutatedBytes_DoNotThrow() =>
        Gen.Select(Gen.Int[0, Originals.Length - 1], Gen.Byte.Array[1, 4], Gen.Double[0, 1], Gen.Int[0, 40])
            .Sample(
                (original, bytes, place, cut) =>
                {
                    var (eventName, json) = Originals[original];
                    var body = Encoding.UTF8.GetBytes(json);
                    var at = (int)(place * (body.Length - bytes.Length));
                    bytes.CopyTo(body, at);
                    RequireSensible(_translator.Translate(eventName, TranslationTable.Delivery, body));
                    RequireSensible(_translator.Translate(eventName, TranslationTable.Delivery, body.AsMemory(0, Math.Max(0, body.Length - cut))));
                },
                iter: Iterations);

    [Fact]
    public void RandomBytes_DoNotThrow() =>
        Gen.Select(Gen.Int[0, Events.Length - 1], Gen.Byte.Array[0, 200])
            .Sample((eventName, body) => RequireSensible(_translator.Translate(Events[eventName], TranslationTable.Delivery, body)), iter: Iterations);

    private static void RequireSensible(WebhookTranslation translation)
    {
        translation.Outcome.Should().NotBeEmpty();
        foreach (var item in translation.Items)
        {
            // What cannot be hashed must be read from GitHub.
            (item.Operation.ContentHash is not null || item.Operation.Fetch).Should().BeTrue();
            item.Address.Remote.Should().NotBeNull();
        }
    }

    /// <summary>Replaces the n-th value of the tree by an odd one, or removes it.</summary>
    private static void Mutate(JsonNode root, int place, string? odd)
    {
        var places = new List<Action>();
        Collect(root);
        if (places.Count > 0)
        {
            places[place % places.Count]();
        }

        void Collect(JsonNode? node)
        {
            switch (node)
            {
                case JsonObject parent:
                    foreach (var name in parent.Select(property => property.Key).ToList())
                    {
                        places.Add(() => Replace(parent, name));
                        Collect(parent[name]);
                    }

                    break;
                case JsonArray array:
                    for (var at = 0; at < array.Count; at++)
                    {
                        var index = at;
                        places.Add(() => array[index] = Odd());
                        Collect(array[index]);
                    }

                    break;
                default:
                    break;
            }
        }

        void Replace(JsonObject parent, string name)
        {
            parent.Remove(name);
            if (odd is not null)
            {
                parent[name] = Odd();
            }
        }

        JsonNode? Odd() => odd is null or "null" ? null : JsonNode.Parse(odd);
    }

    /// <summary>Bodies as GitHub sent them, where a folder with them lies beside the repository; our own bodies always.</summary>
    private static IEnumerable<(string Event, string Name, byte[] Body)> RealBodies()
    {
        foreach (var (eventName, json) in Originals.Where(original => !original.Json.Contains("unheard_of", StringComparison.Ordinal)))
        {
            yield return (eventName, json, Encoding.UTF8.GetBytes(json));
        }

        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "GitSync.sln")))
        {
            root = root.Parent;
        }

        var folder = root is null ? null : Path.Combine(root.FullName, "..", "shared", "payloads");
        if (folder is null || !Directory.Exists(folder))
        {
            yield break;
        }

        foreach (var file in Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            yield return (Path.GetFileName(Path.GetDirectoryName(file))!, Path.GetFileName(file), File.ReadAllBytes(file));
        }
    }
}
