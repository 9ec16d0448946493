using System.Security.Cryptography;
using System.Text;

namespace GitSync.SampleHost.Login;

/// <summary>The demo's one administrator, as configured. A real application signs its people in as it always does.</summary>
/// <param name="Name">What to sign in as.</param>
/// <param name="Password">In plain text, for this is a demo; null while none is configured: then nobody can sign in.</param>
internal sealed record AdminAccount(string Name, string? Password)
{
    public const string NameKey = "SampleHost:Admin:Name";
    public const string PasswordKey = "SampleHost:Admin:Password";

    private const string DefaultName = "admin";

    public static AdminAccount Read(IConfiguration configuration) => new(
        configuration[NameKey] is { } name && !string.IsNullOrWhiteSpace(name) ? name : DefaultName,
        string.IsNullOrWhiteSpace(configuration[PasswordKey]) ? null : configuration[PasswordKey]);

    /// <summary>Whether these are the account's. Takes as long for a wrong name as for a wrong last character of the password.</summary>
    public bool Matches(string name, string password) =>
        Password is not null & Equal(name, Name) & Equal(password, Password ?? "");

    /// <summary>Hashes have one length: the comparison does not tell how long the right one is.</summary>
    private static bool Equal(string given, string right) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(right)));
}
