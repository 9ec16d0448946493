using GitSync.Dashboard.Search;
using GitSync.Testing;

namespace GitSync.Dashboard.Tests;

/// <summary>A page does not look for long: it says how far it has come.</summary>
public sealed class OperationFinderTests
{
    private readonly ManualClock _time = new();

    [Fact]
    public async Task StoreThatTakesLong_IsAskedOnceAndThePageGoesOnFromThere()
    {
        var reader = new SlowReader(_time, TimeSpan.FromMilliseconds(60));
        var page = await FindAsync(reader, before: null);
        page.Operations.Should().BeEmpty();
        page.Continue.Should().Be(reader.Positions[0]);
        reader.Asked.Should().Equal([null]);

        await FindAsync(reader, page.Continue);
        reader.Asked.Should().Equal([null, page.Continue]);
    }

    [Fact]
    public async Task StoreThatIsQuick_IsAskedSeveralTimes()
    {
        var reader = new SlowReader(_time, TimeSpan.FromMilliseconds(1));
        var page = await FindAsync(reader, before: null);
        reader.Asked.Should().HaveCount(4);
        page.Continue.Should().Be(reader.Positions[3]);
    }

    private Task<FoundPage> FindAsync(ISyncReader reader, Guid? before) => new OperationFinder(reader, _time, _ => true)
        .FindAsync(new ResolvedSearch(new OperationSearch { RepositoryId = 1 }, null), before, 50, CancellationToken.None);

    /// <summary>Finds nothing, and there is always more to look at.</summary>
    private sealed class SlowReader(ManualClock time, TimeSpan each) : ISyncReader
    {
        private readonly OperationIds _ids = new(time, RandomSource.System);

        public List<Guid?> Asked { get; } = [];

        public List<Guid> Positions { get; } = [];

        public Task<OperationPage> SearchOperationsAsync(OperationSearch search, CancellationToken cancellationToken)
        {
            time.Advance(each);
            Asked.Add(search.Before);
            Positions.Add(_ids.Next());
            return Task.FromResult(new OperationPage([], Positions[^1]));
        }

        public Task<SyncOperation?> FindOperationAsync(Guid id, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<SyncOperation>> ListOperationsAsync(OperationQuery query, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<QueueSummary> SummarizeAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyDictionary<LaneName, LaneView>> FindLanesAsync(IReadOnlyCollection<LaneName> names, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<IReadOnlyDictionary<long, LaneView>> FindLanesAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<IReadOnlyList<LaneView>> ListLanesAsync(LaneQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<DeliveryPage> ListDeliveriesAsync(DeliveryQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<WebhookDelivery?> FindDeliveryAsync(Guid id, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
