using System.Text;

namespace GitSync.Testing.Simulator;

internal enum CallerKind
{
    App,
    Installation,
    User,
}

/// <summary>A token handed out to an installation of the App.</summary>
internal sealed record IssuedToken(
    string Token,
    long InstallationId,
    DateTimeOffset ExpiresAt,
    IReadOnlySet<long>? Repositories,
    IReadOnlyDictionary<string, string> Permissions);

/// <summary>Who makes a request, and what they may see and do.</summary>
internal sealed record Caller(CallerKind Kind, Actor Actor, string Token, string RateKey)
{
    public IssuedToken? Issued { get; init; }

    /// <summary>A token reaches its installation's repositories, or the ones it was narrowed to; everything else is 404 to it.</summary>
    public bool Sees(SimulatorRepository repository) => Kind switch
    {
        CallerKind.User => true,
        CallerKind.App => false,
        CallerKind.Installation => repository.InstallationId == Issued!.InstallationId
            && (Issued.Repositories is null || Issued.Repositories.Contains(repository.Id)),
        _ => throw new InvalidOperationException($"Unknown caller {Kind}."),
    };

    public bool MayWrite(string permission) =>
        Kind == CallerKind.User || (Issued is not null && Issued.Permissions.GetValueOrDefault(permission) is "write" or "admin");
}

/// <summary>Knows the tokens, and tells callers apart.</summary>
internal sealed class Authentication(World world)
{
    /// <summary>Tokens remembered; the ones that expire first are forgotten beyond it.</summary>
    private const int MaxTokens = 10_000;

    private readonly Dictionary<string, IssuedToken> tokens = new(StringComparer.Ordinal);

    public IssuedToken Issue(
        SimulatorInstallation installation, IReadOnlySet<long>? repositories, IReadOnlyDictionary<string, string> permissions)
    {
        if (tokens.Count == MaxTokens)
            tokens.Remove(tokens.Values.MinBy(t => t.ExpiresAt)!.Token);
        var token = new IssuedToken(
            NewTokenText(), installation.Id, world.Second + world.Options.TokenLifetime, repositories, permissions);
        tokens.Add(token.Token, token);
        return token;
    }

    public void Revoke(string token) => tokens.Remove(token);

    public void RevokeAll(long installationId)
    {
        foreach (var token in tokens.Values.Where(t => t.InstallationId == installationId).Select(t => t.Token).ToList())
            tokens.Remove(token);
    }

    /// <exception cref="Refusal">401 without a good token, 403 while the installation is suspended.</exception>
    public Caller Identify(SimulatorRequest request)
    {
        var token = TokenOf(request.Header("Authorization")) ?? throw Refusal.Of(401, "Requires authentication");
        if (world.Options.StaticTokens.TryGetValue(token, out var login))
            return new Caller(CallerKind.User, new Actor(world.User(login), null), token, "user:" + login);
        if (tokens.TryGetValue(token, out var issued) && issued.ExpiresAt > world.Instant)
        {
            if (!world.Installations.TryGetValue(issued.InstallationId, out var installation))
                throw Refusal.Of(401, "Bad credentials");
            if (installation.Suspended)
                throw Refusal.Of(403, "This installation has been suspended");
            var actor = new Actor(world.Bot, world.Options.AppId);
            return new Caller(CallerKind.Installation, actor, token, "installation:" + issued.InstallationId) { Issued = issued };
        }

        // Installation tokens look like JWTs themselves nowadays (ghs_ and three parts).
        if (!token.StartsWith("ghs_", StringComparison.Ordinal) && AppJwt.Accepts(token, world.Options, world.Instant))
            return new Caller(CallerKind.App, new Actor(world.Bot, world.Options.AppId), token, "app");
        throw Refusal.Of(401, "Bad credentials");
    }

    private static string? TokenOf(string? header)
    {
        var parts = header?.Split(' ', 2, StringSplitOptions.TrimEntries);
        return parts switch
        {
            ["Bearer" or "bearer" or "Token" or "token", { Length: > 0 } token] => token,
            ["Basic", { Length: > 0 } basic] => PasswordOf(basic),
            _ => null,
        };
    }

    private static string? PasswordOf(string basic)
    {
        Span<byte> bytes = stackalloc byte[Math.Min(basic.Length, 2048)];
        if (!Convert.TryFromBase64String(basic, bytes, out var count))
            return null;
        return Encoding.UTF8.GetString(bytes[..count]).Split(':', 2) is [_, { Length: > 0 } password] ? password : null;
    }

    /// <summary>The format GitHub moves to: a JWT of about 520 characters behind ghs_, too long for narrow columns.</summary>
    private string NewTokenText() => "ghs_" + string.Join('.', Part(27), Part(240), Part(120));

    private string Part(int bytes) => Convert.ToBase64String(world.NextBytes(bytes)).Replace('+', '-').Replace('/', '_').TrimEnd('=');
}
