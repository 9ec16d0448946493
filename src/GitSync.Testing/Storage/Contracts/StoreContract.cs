using System.Reflection;
using Xunit;

namespace GitSync.Testing;

/// <summary>
/// What every store has to do, as tests in plain words. An adapter joins a suite with one line:
/// <c>public sealed class Claiming : ClaimContract&lt;MyHarness&gt;;</c> and checks <see cref="StoreContracts.MissingFrom"/>.
/// </summary>
/// <typeparam name="THarness">The adapter's harness.</typeparam>
public abstract class StoreContract<THarness> : IAsyncLifetime
    where THarness : StoreHarness, new()
{
    private protected StoreContract(RecordConflictPolicy policy = RecordConflictPolicy.PerField) => Policy = policy;

    /// <summary>The test's clock.</summary>
    protected ManualClock Clock { get; } = new();

    /// <summary>The adapter.</summary>
    protected THarness Harness { get; } = new();

    /// <summary>The store under test.</summary>
    protected ISyncStore Store { get; private set; } = null!;

    /// <summary>Makes operations.</summary>
    protected StoreScenario Make { get; private set; } = null!;

    private RecordConflictPolicy Policy { get; }

    /// <inheritdoc />
    public async Task InitializeAsync()
    {
        Store = await Harness.OpenAsync(Clock, Policy);
        await Store.InitializeAsync();
        Make = new StoreScenario(Store, Clock);
    }

    /// <inheritdoc />
    public async Task DisposeAsync() => await Harness.DisposeAsync();
}

/// <summary>The suites there are.</summary>
public static class StoreContracts
{
    /// <summary>Every suite class of the storage contract.</summary>
    public static IReadOnlyList<Type> All { get; } =
    [
        .. typeof(StoreContracts).Assembly.GetTypes()
            .Where(type => type is { IsAbstract: true, IsGenericTypeDefinition: true, IsPublic: true }
                && type != typeof(StoreContract<>) && IsSuite(type.BaseType))
            .OrderBy(type => type.Name, StringComparer.Ordinal),
    ];

    /// <summary>The suites that no class of an adapter's test assembly joins for this harness.</summary>
    public static IReadOnlyList<string> MissingFrom(Assembly tests, Type harness)
    {
        ArgumentNullException.ThrowIfNull(tests);
        ArgumentNullException.ThrowIfNull(harness);
        HashSet<Type> joined = [.. tests.GetTypes().Where(type => !type.IsAbstract).Select(type => type.BaseType).OfType<Type>()];
        return [.. All.Where(suite => !joined.Contains(suite.MakeGenericType(harness))).Select(suite => suite.Name)];
    }

    private static bool IsSuite(Type? type) =>
        type is { IsGenericType: true } && type.GetGenericTypeDefinition() == typeof(StoreContract<>);
}
