using System.Globalization;
using GitSync.SampleHost.Board;
using GitSync.Testing.Simulator;

namespace GitSync.SampleHost.Simulator.Weather;

/// <summary>The two sides as the weather's people use them: the board as its users do, GitHub as on its site.</summary>
internal sealed class WeatherSides(
    GitHubSimulator gitHub, BoardEditor board, ISyncStatusReader statuses, IConnections connections, IConnectionStore stored, SampleSettings settings, TimeProvider time)
{
    /// <summary>Of people on GitHub.</summary>
    public const string GitHubLogin = "mona";

    private const string BoardUser = "Ada";
    private const string SwitchedOffProject = "weather-archive";
    private const long SwitchedOffInstallationId = 1_002;

    /// <summary>How long GitSync may take to bring a task to GitHub before a scene gives up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(100);

    public GitHubSimulator GitHub { get; } = gitHub;

    /// <summary>Why there is nothing to make weather with, as a sentence; null when there is.</summary>
    public string? Lack => Repository is null ? "No repository is connected: configure one under GitSync:Connections." : null;

    public long RepositoryId => Repository?.Id ?? throw new InvalidOperationException(Lack);

    private ConnectionSetting? Setting => settings.Connections.Count > 0 ? settings.Connections[0] : null;

    private SimulatorRepository? Repository => Setting is { } first ? GitHub.FindRepository($"{first.Owner}/{first.Name}") : null;

    public Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken) => Task.Delay(pause, time, cancellationToken);

    public async Task<string> AddTaskAsync(string title, CancellationToken cancellationToken) =>
        (await board.AddTaskAsync(Setting!.Project, new TaskContent { Title = title }, BoardUser, cancellationToken)).Id;

    public Task EditTaskAsync(string id, Func<TaskContent, TaskContent> change, CancellationToken cancellationToken) =>
        board.EditTaskAsync(id, change, cancellationToken);

    public Task AddCommentAsync(string taskId, string body, CancellationToken cancellationToken) =>
        board.AddCommentAsync(taskId, body, BoardUser, cancellationToken);

    public void EditIssue(int number, string title) => GitHub.EditIssue(RepositoryId, number, title: title, by: GitHubLogin);

    /// <summary>The number of the task's issue, as soon as it has one and nothing is left to do for it.</summary>
    /// <exception cref="TimeoutException">It did not get there in time.</exception>
    public async Task<int> NumberOfAsync(string taskId, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (time.GetElapsedTime(began) < Patience)
        {
            var status = await statuses.ReadAsync(ResourceKind.Task, taskId, cancellationToken);
            if (status is { Kind: SyncStatusKind.Synced, GitHub: { } issue })
            {
                return issue.Number;
            }

            await PauseAsync(AskEvery, cancellationToken);
        }

        throw new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"A task was not in step with its issue within {Patience.TotalSeconds:0} seconds."));
    }

    /// <summary>Sends the newest webhook again that was recorded as failed and holds the text.</summary>
    public void RedeliverFailed(string text)
    {
        if (GitHub.GetDeliveries().LastOrDefault(delivery => !delivery.Succeeded && delivery.Webhook.Body.Contains(text, StringComparison.Ordinal)) is { } lost)
        {
            GitHub.Redeliver(lost.Webhook.Id);
        }
    }

    /// <summary>Opens an issue in a repository that is connected and switched off; made when it is not there.</summary>
    public async Task OpenIssueWhereSyncIsOffAsync(string title, CancellationToken cancellationToken)
    {
        var owner = Setting!.Owner;
        var repository = GitHub.FindRepository($"{owner}/{SwitchedOffProject}")
            ?? GitHub.CreateRepository(owner, SwitchedOffProject, SwitchedOffInstallationId);
        if (await stored.FindByProjectAsync(SwitchedOffProject, cancellationToken) is null)
        {
            await connections.ConnectKnownAsync(
                SwitchedOffProject, new RemoteRepository(repository.Id, SwitchedOffInstallationId, owner, SwitchedOffProject), cancellationToken);
        }

        await connections.SwitchAsync(SwitchedOffProject, isOn: false, cancellationToken);
        GitHub.OpenIssue(repository.Id, title, by: GitHubLogin);
    }
}
