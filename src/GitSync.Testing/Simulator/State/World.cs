namespace GitSync.Testing.Simulator;

/// <summary>Everything the pretend GitHub knows. Guarded by the simulator's lock.</summary>
internal sealed class World
{
    /// <summary>Ids start beyond 32 bits, as GitHub's do: a narrow column should fail a test, not production.</summary>
    private const long FirstId = 4_300_000_000;

    private readonly Random random;

    public World(GitHubSimulatorOptions options)
    {
        Options = options;
        random = new Random(options.Seed);
        Bot = User(options.BotLogin);
        Links = new SimulatorLinks(options.ApiUrl, options.HtmlUrl);
    }

    public GitHubSimulatorOptions Options { get; }

    public SimulatorLinks Links { get; }

    public SimulatorUser Bot { get; }

    public Dictionary<string, SimulatorUser> Users { get; } = new(StringComparer.OrdinalIgnoreCase);

    public SortedDictionary<long, SimulatorInstallation> Installations { get; } = [];

    public SortedDictionary<long, RepositoryData> Repositories { get; } = [];

    /// <summary>Owner/name to id, former names included: GitHub redirects them until somebody takes the name.</summary>
    public Dictionary<string, long> Names { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The exact time; orders versions for the read lag.</summary>
    public DateTimeOffset Instant => Options.TimeProvider.GetUtcNow();

    /// <summary>The time as GitHub writes it down: whole seconds.</summary>
    public DateTimeOffset Second => DateTimeOffset.FromUnixTimeSeconds(Instant.ToUnixTimeSeconds());

    /// <summary>The last id that was given; every change gives at least one, to its webhook.</summary>
    public long LastId { get; set; } = FirstId;

    public long NextId() => ++LastId;

    public Guid NextGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }

    public byte[] NextBytes(int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    public bool IsAssignable(string login) =>
        !string.IsNullOrWhiteSpace(login) && (Options.AnyoneIsAssignable || Users.ContainsKey(login));

    /// <summary>The user of that login; made on first mention.</summary>
    public SimulatorUser User(string login)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(login);
        if (!Users.TryGetValue(login, out var user))
        {
            user = new SimulatorUser(NextId(), login, login.EndsWith("[bot]", StringComparison.Ordinal) ? "Bot" : "User");
            Users.Add(login, user);
        }

        return user;
    }

    /// <exception cref="KeyNotFoundException">There is no such repository.</exception>
    public RepositoryData Repository(long id) =>
        Repositories.TryGetValue(id, out var repository) ? repository : throw new KeyNotFoundException($"There is no repository {id}.");

    /// <exception cref="KeyNotFoundException">There is no such installation.</exception>
    public SimulatorInstallation Installation(long id) =>
        Installations.TryGetValue(id, out var installation)
            ? installation
            : throw new KeyNotFoundException($"There is no installation {id}.");
}

/// <summary>Who acts: a person, or the App through its bot.</summary>
internal readonly record struct Actor(SimulatorUser User, long? ViaApp);

/// <summary>The addresses that go into JSON.</summary>
internal sealed class SimulatorLinks(Uri api, Uri html)
{
    private readonly string api = api.AbsoluteUri.TrimEnd('/');
    private readonly string html = html.AbsoluteUri.TrimEnd('/');

    public string Api(string path) => $"{api}/{path}";

    public string Html(string path) => $"{html}/{path}";

    public string Api(SimulatorRepository repository, string rest = "") => $"{api}/repos/{repository.FullName}{rest}";

    public string Html(SimulatorRepository repository, string rest = "") => $"{html}/{repository.FullName}{rest}";
}
