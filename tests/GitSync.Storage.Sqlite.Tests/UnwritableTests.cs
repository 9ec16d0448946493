using GitSync.Testing;
using Microsoft.Data.Sqlite;

namespace GitSync.Storage.Sqlite.Tests;

/// <summary>The file may not be written to, or somebody else keeps its lock: whichever call meets it says so, and nothing is lost.</summary>
public sealed class UnwritableTests : IAsyncDisposable
{
    private readonly ManualClock _clock = new();
    private readonly SqliteStoreHarness _harness = new();

    [Fact]
    public async Task ReadOnlyFolder_IsSaidAtTheStart_AndTheStartSucceedsLater()
    {
        using var disk = SmallDisk.TryMount(4_096);
        var folder = Directory.CreateTempSubdirectory("gitsync-read-only-");
        var options = new SqliteStorageOptions { ConnectionString = disk?.ConnectionString ?? $"Data Source={Path.Combine(folder.FullName, "gitsync.db")};Pooling=False" };
        await using (var store = new SqliteSyncStore(options, _clock))
        {
            await store.InitializeAsync();
        }

        MakeReadOnly(disk, folder, isReadOnly: true);
        await using (var refused = new SqliteSyncStore(options, _clock))
        {
            var act = () => refused.InitializeAsync();
            await act.Should().ThrowAsync<StoreUnavailableException>().WithMessage("SQLITE_*right to write*");
        }

        MakeReadOnly(disk, folder, isReadOnly: false);
        await using (var later = new SqliteSyncStore(options, _clock))
        {
            await later.InitializeAsync();
        }

        folder.Delete(recursive: true);
    }

    public static TheoryData<string> Calls() => ["enqueue", "work", "checkpoint", "retry", "cancel", "release", "state", "secret", "connection", "maintain"];

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task LockThatAnotherProcessKeeps_IsSaidByEveryCall_AndNothingOfItIsDone(string call)
    {
        await using var store = new SqliteSyncStore(
            new SqliteStorageOptions { ConnectionString = _harness.ConnectionString, BusyTimeout = TimeSpan.FromMilliseconds(50) }, _clock);
        await store.InitializeAsync();
        var make = new StoreScenario(store, _clock);
        await make.EnqueueOneAsync(make.Outbound("t"));
        var claim = await make.ClaimOneAsync();
        await using (var connection = new SqliteConnection(_harness.ConnectionString + ";Pooling=False"))
        {
            connection.Open();
            await using var transaction = connection.BeginTransaction();
            var act = () => CallAsync(store, make, claim, call);
            await act.Should().ThrowAsync<StoreUnavailableException>().WithMessage("SQLITE_BUSY*BusyTimeout*");
            (await store.FindOperationAsync(claim.Operation.Id))!.State.Should().Be(OperationState.Processing, "reading needs no lock");
            transaction.Rollback();
        }

        (await make.CompleteAsync(claim)).Should().Be(CommitOutcome.Committed);
    }

    [Fact]
    public async Task LockThatAnotherProcessKeepsAtTheStart_IsSaid()
    {
        await using var connection = new SqliteConnection(_harness.ConnectionString + ";Pooling=False");
        connection.Open();
        await using var transaction = connection.BeginTransaction();
        await using var store = new SqliteSyncStore(
            new SqliteStorageOptions { ConnectionString = _harness.ConnectionString, BusyTimeout = TimeSpan.FromMilliseconds(50) }, _clock);
        var act = () => store.InitializeAsync();
        await act.Should().ThrowAsync<StoreUnavailableException>().WithMessage("SQLITE_BUSY*");
        transaction.Rollback();
        await store.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    private static Task CallAsync(ISyncStore store, StoreScenario make, ClaimedOperation claim, string call) => call switch
    {
        "enqueue" => make.EnqueueOneAsync(make.Outbound("other")),
        "work" => store.WorkAsync([], new ClaimRequest("other", 1, StoreScenario.Lease)),
        "checkpoint" => store.CheckpointAsync(claim.Lease, claim.Link),
        "retry" => store.RetryAsync(claim.Operation.Id),
        "cancel" => store.CancelAsync(claim.Operation.Id),
        "release" => store.ReleaseAsync(claim.Lease.WorkerId),
        "state" => store.ChangeStateAsync("name", _ => [1]),
        "secret" => store.GetOrAddSecretAsync("name", new byte[1]),
        "connection" => store.ChangeConnectionAsync("project", StoreScenario.RepositoryId, stored => stored.OfProject),
        "maintain" => store.MaintainAsync(TimeSpan.FromDays(1)),
        _ => throw new ArgumentOutOfRangeException(nameof(call), call, "Unknown call."),
    };

    /// <summary>Root may write whatever the rights say, so for root it is the disk that is read-only.</summary>
    private static void MakeReadOnly(SmallDisk? disk, DirectoryInfo folder, bool isReadOnly)
    {
        if (disk is null && !OperatingSystem.IsWindows())
        {
            var mode = isReadOnly ? UnixFileMode.UserRead | UnixFileMode.UserExecute : UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            foreach (var path in Directory.EnumerateFiles(folder.FullName).Append(folder.FullName))
            {
                File.SetUnixFileMode(path, mode);
            }
        }
        else if (isReadOnly)
        {
            disk?.MakeReadOnly();
        }
        else
        {
            disk?.MakeWritable();
        }
    }
}
