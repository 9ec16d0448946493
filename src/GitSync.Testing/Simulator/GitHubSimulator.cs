namespace GitSync.Testing.Simulator;

/// <summary>A pretend GitHub: repositories, issues, pull requests and comments that people change through the methods here, and the App
/// through the REST API (<see cref="AnswerAsync"/>, <see cref="CreateHandler"/>, or mapped into an ASP.NET Core host). Every change makes
/// webhooks, the App's own ones too. It is GitHub's side of a test or a demonstration: it knows nothing of who talks to it.</summary>
/// <remarks>Thread-safe. What it returns are snapshots that do not change. Methods that act take the login of who acts in
/// <c>by</c>; <see langword="null"/> means <see cref="DefaultUser"/>. A login comes to be by being named.</remarks>
public sealed partial class GitHubSimulator : IAsyncDisposable
{
    /// <summary>Who acts when nobody is named.</summary>
    public const string DefaultUser = "octocat";

    private readonly Lock gate = new();
    private readonly GitHubEngine engine;
    private readonly World world;
    private readonly TimeProvider time;

    /// <summary>Builds an empty GitHub.</summary>
    /// <param name="options">How it behaves; <see langword="null"/>: the defaults.</param>
    public GitHubSimulator(GitHubSimulatorOptions? options = null)
    {
        Options = options ?? new GitHubSimulatorOptions();
        time = Options.TimeProvider;
        world = new World(Options);
        Faults = new SimulatorFaults(Options.Seed);
        outbox = new WebhookOutbox(time, Faults, world.NextId);
        engine = new GitHubEngine(world, outbox, Faults);
        if (Options.WebhookTarget is { } target)
            SendWebhooksTo(target);
    }

    /// <summary>The options it was built with.</summary>
    public GitHubSimulatorOptions Options { get; }

    /// <summary>What goes wrong on the way; nothing by default.</summary>
    public SimulatorFaults Faults { get; }

    /// <summary>The requests that reached it.</summary>
    public RequestLog Requests { get; } = new();

    /// <summary>All accounts anybody has named.</summary>
    /// <returns>A copy, oldest first.</returns>
    public IReadOnlyList<SimulatorUser> GetUsers()
    {
        lock (gate)
            return [.. world.Users.Values.OrderBy(u => u.Id)];
    }

    /// <summary>Makes an account known, so that it can be assigned.</summary>
    /// <param name="login">The login; one that ends in <c>[bot]</c> is a bot.</param>
    /// <returns>The account, new or known.</returns>
    public SimulatorUser AddUser(string login)
    {
        lock (gate)
            return world.User(login);
    }

    /// <summary>Hands out an installation token as the REST API would.</summary>
    /// <param name="installationId">The installation.</param>
    /// <returns>The token, good for <see cref="GitHubSimulatorOptions.TokenLifetime"/>.</returns>
    /// <exception cref="KeyNotFoundException">There is no such installation.</exception>
    public string CreateInstallationToken(long installationId)
    {
        lock (gate)
        {
            var installation = world.Installation(installationId);
            return engine.Authentication.Issue(installation, null, installation.Permissions).Token;
        }
    }

    /// <summary>Makes every token of an installation worthless at once (401 from now on).</summary>
    /// <param name="installationId">The installation.</param>
    public void RevokeTokens(long installationId)
    {
        lock (gate)
            engine.Authentication.RevokeAll(installationId);
    }

    /// <summary>Stops sending webhooks.</summary>
    /// <returns>Completes when the sender has stopped.</returns>
    public async ValueTask DisposeAsync()
    {
        await StopWebhooksAsync().ConfigureAwait(false);
        httpSender?.Dispose();
    }

    private Actor Person(string? by) => new(world.User(by ?? DefaultUser), null);
}
