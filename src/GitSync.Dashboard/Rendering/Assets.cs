using System.Collections.Frozen;
using System.Security.Cryptography;

namespace GitSync.Dashboard.Rendering;

/// <summary>Embedded files under names with the hash of their content, so that browsers keep them for a year and never show an old one.</summary>
internal static class Assets
{
    private const string Forever = "public, max-age=31536000, immutable";

    private static readonly FrozenDictionary<string, Asset> ByName = Read();
    private static readonly FrozenDictionary<string, Asset> ByAddress = ByName.Values.ToFrozenDictionary(asset => asset.Address);

    public static string AddressOf(string name) => ByName[name].Address;

    public static IResult Serve(string name, HttpContext context)
    {
        if (!ByAddress.TryGetValue(name, out var asset))
        {
            return TypedResults.NotFound();
        }

        context.Response.Headers.CacheControl = Forever;
        return TypedResults.Bytes(asset.Content, asset.ContentType);
    }

    private static FrozenDictionary<string, Asset> Read()
    {
        var assembly = typeof(Assets).Assembly;
        return assembly.GetManifestResourceNames().Where(name => Path.GetExtension(name) is ".css" or ".js").ToFrozenDictionary(name => name, name =>
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            var extension = Path.GetExtension(name);
            var hash = Convert.ToHexStringLower(SHA256.HashData(content)[..8]);
            return new Asset(
                $"{Path.GetFileNameWithoutExtension(name)}.{hash}{extension}", extension == ".css" ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8", content);
        });
    }

    private sealed record Asset(string Address, string ContentType, byte[] Content);
}
