using System.Reflection;
using GitSync.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace GitSync.Core.Tests;

/// <summary>A host starts while its database is down, says so, and goes on when it is back.</summary>
public sealed class StartupTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Lifetime _lifetime = new();

    [Fact]
    public async Task StoreThatIsThere_IsReadyAtTheStart()
    {
        var startup = Startup(attempt => null);
        await startup.StartAsync(default);
        startup.Reason.Should().BeNull();
        startup.Ready.IsCompletedSuccessfully.Should().BeTrue();
        startup.MarkerKey.Should().HaveCount(32);
        await startup.StopAsync(default);
    }

    [Fact]
    public async Task StoreThatIsAway_DoesNotKeepTheHostFromStartingAndIsAskedUntilItIsThere()
    {
        var startup = Startup(attempt => attempt <= 3 ? new StoreUnavailableException("It is down.") : null);
        await startup.StartAsync(default);
        startup.Reason.Should().Be("It is down.");
        startup.Ready.IsCompleted.Should().BeFalse();
        startup.Invoking(waiting => waiting.MarkerKey).Should().Throw<StoreUnavailableException>().WithMessage("It is down.");
        await PassTimeUntilAsync(startup.Ready);
        startup.Reason.Should().BeNull();
        startup.MarkerKey.Should().HaveCount(32);
        await startup.StopAsync(default);
    }

    [Fact]
    public async Task StoreThatCannotBeUsed_StopsTheStart()
    {
        var startup = Startup(_ => new InvalidOperationException("The schema is newer."));
        var act = () => startup.StartAsync(default);
        await act.Should().ThrowAsync<InvalidOperationException>().WithMessage("The schema is newer.");
    }

    [Fact]
    public async Task StoreThatComesBackAndCannotBeUsed_StopsTheHost()
    {
        var startup = Startup(attempt => attempt == 1 ? new StoreUnavailableException("It is down.") : new InvalidOperationException("The schema is newer."));
        await startup.StartAsync(default);
        var act = () => PassTimeUntilAsync(startup.Ready);
        await act.Should().ThrowAsync<InvalidOperationException>().WithMessage("The schema is newer.");
        startup.Reason.Should().Be("The schema is newer.");
        _lifetime.Stopped.Should().BeTrue();
        await startup.StopAsync(default);
    }

    [Fact]
    public async Task HostThatStopsWhileTheStoreIsAway_Stops()
    {
        var startup = Startup(_ => new StoreUnavailableException("It is down."));
        await startup.StartAsync(default);
        await startup.StopAsync(default);
        startup.Ready.IsCanceled.Should().BeTrue();
    }

    private GitSyncStartup Startup(Func<int, Exception?> failure)
    {
        var services = new ServiceCollection();
        services.AddSingleton(FailingStore.Of(new InMemorySyncStore(_time), failure));
        services.AddSingleton<IHostApplicationLifetime>(_lifetime);
        return new GitSyncStartup(
            new OnlyThese(services.BuildServiceProvider()),
            new SeededRandom(1),
            _time,
            Options.Create(new GitSyncOptions()),
            NullLogger<GitSyncStartup>.Instance);
    }

    private async Task PassTimeUntilAsync(Task task)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!task.IsCompleted)
        {
            deadline.Token.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await task;
    }

    /// <summary>Services without the question which ones are registered.</summary>
    private sealed class OnlyThese(IServiceProvider inner) : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(IServiceProviderIsService) ? null : inner.GetService(serviceType);
    }

    private sealed class Lifetime : IHostApplicationLifetime
    {
        public bool Stopped { get; private set; }

        public CancellationToken ApplicationStarted => default;

        public CancellationToken ApplicationStopping => default;

        public CancellationToken ApplicationStopped => default;

        public void StopApplication() => Stopped = true;
    }
}

/// <summary>A store whose initialisation fails as the test says, by the number of the attempt.</summary>
public class FailingStore : DispatchProxy
{
    private ISyncStore _inner = null!;
    private Func<int, Exception?> _failure = null!;
    private int _attempts;

    public static ISyncStore Of(ISyncStore inner, Func<int, Exception?> failure)
    {
        var store = Create<ISyncStore, FailingStore>();
        var proxy = (FailingStore)(object)store;
        (proxy._inner, proxy._failure) = (inner, failure);
        return store;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == nameof(ISyncStore.InitializeAsync) && _failure(++_attempts) is { } failure
            ? Task.FromException(failure)
            : targetMethod.Invoke(_inner, args);
}
