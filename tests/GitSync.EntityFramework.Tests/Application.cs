using GitSync.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GitSync.EntityFramework.Tests;

/// <summary>The sample on an empty database of its own, without a GitHub: for what happens until an operation is in the queue.</summary>
public abstract class Application : IAsyncDisposable
{
    public const string Project = "board";

    private ServiceProvider _services = null!;

    private protected abstract string Database { get; }

    private protected string ConnectionString { get; private set; } = null!;

    internal ISyncStore Store => _services.GetRequiredService<ISyncStore>();

    internal ISyncEnqueuer Enqueuer => _services.GetRequiredService<ISyncEnqueuer>();

    internal ITaskRecords Records => _services.GetRequiredService<ITaskRecords>();

    internal Wakes Wakes { get; } = new();

    public async Task StartAsync()
    {
        ConnectionString = await MakeDatabaseAsync();
        var services = new ServiceCollection().AddLogging().AddSingleton<ISyncDispatcher>(Wakes);
        AddTo(services);
        _services = services.BuildServiceProvider();
        await using (var db = Open())
        {
            await db.Database.EnsureCreatedAsync();
        }

        await Store.InitializeAsync();
        await Store.ConnectAsync(new Connection { Project = Project, RepositoryId = 42, Owner = "octo", Name = "board" });
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await DropDatabaseAsync();
        GC.SuppressFinalize(this);
    }

    internal TaskDb Open() => _services.GetRequiredService<IDbContextFactory<TaskDb>>().CreateDbContext();

    /// <summary>The sample's editor on a context of its own, as a request has it.</summary>
    internal TaskEditor EditorOf(TaskDb db, ISyncEnqueuer? enqueuer = null, TimeProvider? clock = null) =>
        new(db, enqueuer ?? Enqueuer, Wakes, _services.GetRequiredService<OperationIds>(), clock ?? TimeProvider.System);

    /// <summary>Puts the sample's store and records in the place of those that are there.</summary>
    internal void AddTo(IServiceCollection services)
    {
        services.RemoveAll<ISyncStore>().RemoveAll<ITaskRecords>().RemoveAll<ICommentRecords>();
        services.AddTasks(new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("Database", Database), new("ConnectionStrings:App", ConnectionString),
        ]).Build());
    }

    private protected abstract Task<string> MakeDatabaseAsync();

    private protected abstract Task DropDatabaseAsync();
}

/// <summary>Counts the calls after a commit.</summary>
internal sealed class Wakes : ISyncDispatcher
{
    public int Count { get; private set; }

    public void Wake() => Count++;
}

/// <summary>The sample on a file.</summary>
public sealed class SqliteApplication : Application
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gitsync-ef-");

    private protected override string Database => "Sqlite";

    private protected override Task<string> MakeDatabaseAsync() =>
        Task.FromResult($"Data Source={Path.Combine(_folder.FullName, "tasks.db")};Pooling=False");

    private protected override Task DropDatabaseAsync()
    {
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }
}

/// <summary>The sample on a database of the tests' server.</summary>
public sealed class PostgresApplication : Application
{
    private protected override string Database => "Postgres";

    private protected override async Task<string> MakeDatabaseAsync() => await (await PostgresServer.Shared).CreateDatabaseAsync();

    private protected override async Task DropDatabaseAsync() => await (await PostgresServer.Shared).DropDatabaseAsync(ConnectionString);
}

/// <summary>A test with the sample on a database of its own.</summary>
public abstract class ApplicationTests<TApplication> : IAsyncLifetime
    where TApplication : Application, new()
{
    private protected TApplication App { get; } = new();

    public Task InitializeAsync() => App.StartAsync();

    public async Task DisposeAsync() => await App.DisposeAsync();
}
