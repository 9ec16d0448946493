namespace GitSync.Core.Tests;

public sealed class StoredDocumentsTests
{
    [Fact]
    public void Operations_ReadBackEqual()
    {
        SyncOperation task = Some.Inbound(1) with { Actor = "ada", Priority = SyncPriority.Backfill, Issue = Some.Issue() with { IsOpen = false } };
        task = task with { Failures = [new FailedAttempt(2, Some.Noon, Some.Noon.AddSeconds(1), new OperationError("gone", "Gone.", 410))] };

        StoredDocuments.ReadOperation(StoredDocuments.Write(task)).Should().BeEquivalentTo(task, options => options.RespectingRuntimeTypes());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("{\"User-Agent\":7}")]
    [InlineData("{\"Cookie\":\"session\"}")]
    public void DamagedOrForeignHeaders_CountAsNone(string? document) => StoredDocuments.ReadHeaders(document).Should().BeSameAs(DeliveryHeaders.None);

    [Fact]
    public void Headers_ReadBackEqualAndAreFoundInAnyCase()
    {
        var headers = StoredDocuments.ReadHeaders(StoredDocuments.WriteHeaders(DeliveryHeaders.Of(name => name)));

        headers.Keys.Should().BeEquivalentTo(DeliveryHeaders.Kept);
        headers["user-agent"].Should().Be("User-Agent");
        StoredDocuments.WriteHeaders(DeliveryHeaders.None).Should().BeNull();
    }

    [Fact]
    public void Links_ReadBackEqual()
    {
        var content = new TaskContent { Title = "t", IsOpen = false, Labels = NameSet.Of("b", "a") };
        var link = new LaneLink
        {
            LocalId = "t1",
            Remote = RemoteIdentity.Of(Some.Issue()),
            Marker = "m",
            Intent = new CreateIntent(Some.Id(1), Some.Noon, Some.Noon, content),
            Base = new LaneBase(content, RemoteKind.Issue, Some.At(5), Some.ContentA, new RemoteFacts(false, false, false, true, null), Some.Id(2)),
        };

        StoredDocuments.ReadLink(StoredDocuments.Write(link)).Should().Be(link);
        StoredDocuments.ReadLink([]).Should().Be(LaneLink.Empty);
    }
}
