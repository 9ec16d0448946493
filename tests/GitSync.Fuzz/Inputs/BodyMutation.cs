using System.Text;

namespace GitSync.Fuzz;

/// <summary>Makes bodies that nobody expects out of real ones: values that do not belong there, properties that are gone or there twice, other bytes.</summary>
internal static class BodyMutation
{
    private const int MostChanges = 4;
    private const int LongestText = 70_000;
    private const int DeepestNesting = 200;

    private static readonly byte[][] Odd =
    [
        .. new[]
        {
            "null", "true", "false", "0", "-1", "1e400", "1.5", "99999999999999999999", "2147483648", "-9223372036854775808", "\"\"", "\" \"", "\"\\u0000\"", "\"\\ud800\"", "\"\\udc00x\"", "[]", "{}",
            "[null]", "[[{}]]", "{\"id\":1}", "{\"id\":\"1\"}", "\"2024-13-01T00:00:00Z\"", "\"9999-12-31T23:59:59Z\"", "\"0001-01-01T00:00:00Z\"", "\"2024-01-01T00:00:00+14:00\"", "\"../../x\"", "\"a/b/c\"",
            "\"javascript:alert(1)\"", "\"<!-- gitsync:v1:AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAA -->\"", "\"@everyone @a/b `@c`\"", "\"deleted\"", "\"transferred\"", "1", "\"1\"",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    public static byte[] Of(Specimen specimen, Random random)
    {
        var body = specimen.Bytes;
        // Places are the specimen's, so what lies behind is changed first.
        var changes = Enumerable.Range(0, random.Next(MostChanges + 1)).Select(_ => ChangeOf(specimen, random)).OrderByDescending(change => change.Place.Start.Value).ToList();
        var end = body.Length;
        foreach (var (place, text) in changes)
        {
            if (place.End.Value <= end)
            {
                body = [.. body.AsSpan(0, place.Start.Value), .. text, .. body.AsSpan(place.End.Value)];
                end = place.Start.Value;
            }
        }

        return random.Next(10) switch
        {
            0 => Cut(body, random),
            1 => Scramble(body, random),
            _ => body,
        };
    }

    /// <summary>Bytes that were no body.</summary>
    public static byte[] Noise(Random random)
    {
        var noise = new byte[random.Next(200)];
        random.NextBytes(noise);
        return noise;
    }

    private static (Range Place, byte[] Text) ChangeOf(Specimen specimen, Random random)
    {
        var property = specimen.Properties[random.Next(specimen.Properties.Count)];
        var value = specimen.Values[random.Next(specimen.Values.Count)];
        var other = Specimen.All[random.Next(Specimen.All.Count)];
        return random.Next(12) switch
        {
            0 or 1 => (property, []),
            2 => (property.Start..property.Start, [.. specimen.Bytes[property].AsSpan().TrimEnd((byte)','), (byte)',']),
            3 => (value, other.Bytes[other.Values[random.Next(other.Values.Count)]]),
            4 => (property.Start..property.Start, [.. other.Bytes[other.Properties[random.Next(other.Properties.Count)]].AsSpan().TrimEnd((byte)','), (byte)',']),
            5 => (value, Encoding.UTF8.GetBytes($"\"{new string((char)('a' + random.Next(26)), random.Next(LongestText))}\"")),
            6 => (value, Nested(random.Next(DeepestNesting))),
            7 => (value, Encoding.UTF8.GetBytes(random.NextInt64().ToString(System.Globalization.CultureInfo.InvariantCulture))),
            _ => (value, Odd[random.Next(Odd.Length)]),
        };
    }

    private static byte[] Nested(int depth) => Encoding.UTF8.GetBytes(new string('[', depth) + new string(']', depth));

    private static byte[] Cut(byte[] body, Random random) => body[..random.Next(body.Length + 1)];

    private static byte[] Scramble(byte[] body, Random random)
    {
        var other = (byte[])body.Clone();
        for (var i = random.Next(1, 6); i > 0 && other.Length > 0; i--)
        {
            other[random.Next(other.Length)] = (byte)random.Next(256);
        }

        return other;
    }
}
