namespace GitSync.Dashboard.Parts;

/// <summary>Addresses that come from elsewhere.</summary>
internal static class Addresses
{
    /// <summary>An address that may be a link, or null: whatever a payload calls an address, only the web's are followed.</summary>
    public static string? Safe(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var parsed) && (parsed.Scheme == Uri.UriSchemeHttps || parsed.Scheme == Uri.UriSchemeHttp) ? parsed.AbsoluteUri : null;
}
