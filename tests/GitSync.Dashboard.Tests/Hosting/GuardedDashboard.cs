using GitSync.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace GitSync.Dashboard.Tests;

/// <summary>The dashboard as a host in production has it: people sign in, and each permission has a policy of its own.</summary>
internal sealed class GuardedDashboard : IAsyncDisposable
{
    public const string Prefix = "/admin/sync";

    private readonly List<Person> _people = [];

    private GuardedDashboard(DashboardHost host) => Host = host;

    public DashboardHost Host { get; }

    /// <summary>Starts one over a harness, which outlives it.</summary>
    /// <param name="sync">The harness.</param>
    /// <param name="services">Changes the services, or null.</param>
    /// <param name="configure">Changes the options, or null.</param>
    public static async Task<GuardedDashboard> StartAsync(
        SyncHarness sync, Action<IServiceCollection>? services = null, Action<DashboardOptions>? configure = null) => new(await DashboardHost.StartAsync(
            app => app.MapGitSyncDashboard(Prefix, options =>
            {
                options.ViewPayloadPolicy = "payload";
                options.RetryPolicy = "retry";
                options.CancelPolicy = "cancel";
                options.ReplayPolicy = "replay";
                options.PausePolicy = "pause";
                configure?.Invoke(options);
            }).RequireAuthorization("view"),
            added =>
            {
                HeaderSignIn.Add(added);
                added.AddHarness(sync);
                services?.Invoke(added);
            }));

    /// <summary>Somebody who may look, and what is named besides.</summary>
    public Person Viewer(string name = "ada", params string[] may) => Keep(new Person(Host.At(Prefix + "/"), name, ["view", .. may]));

    /// <summary>Somebody who may do everything.</summary>
    public Person Administrator(string name = "ada") => Keep(new Person(Host.At(Prefix + "/"), name, HeaderSignIn.Policies));

    /// <summary>Somebody who is signed in and may nothing.</summary>
    public Person Stranger() => Keep(new Person(Host.At(Prefix + "/"), "mallory", []));

    /// <summary>Somebody who is not signed in.</summary>
    public Person Anonymous() => Keep(new Person(Host.At(Prefix + "/"), null, []));

    public async ValueTask DisposeAsync()
    {
        foreach (var person in _people)
        {
            person.Dispose();
        }

        await Host.DisposeAsync();
    }

    private Person Keep(Person person)
    {
        _people.Add(person);
        return person;
    }
}
