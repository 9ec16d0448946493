using Xunit;

namespace GitSync.Testing;

/// <summary>How webhook deliveries are listed.</summary>
public abstract class DeliveryContract<THarness> : StoreContract<THarness>
    where THarness : StoreHarness, new()
{
    /// <summary>A delivery knows the operations it brought, in order.</summary>
    [Fact]
    public async Task Delivery_KnowsItsOperations()
    {
        EnqueueItem[] brought = [Make.Inbound(1, 9), Make.Inbound(1, 0), Make.Inbound(2, 0)];
        var delivery = Make.Delivery();
        await Store.EnqueueAsync(new EnqueueBatch { Delivery = delivery, Items = brought });
        Assert.Equal(brought.Select(item => item.Operation.Id), (await Store.FindDeliveryAsync(delivery.Id))!.Operations);
        Assert.Equal(brought.Select(item => item.Operation.Id), Assert.Single(await ListAsync(new DeliveryQuery())).Operations);
        var none = Make.Delivery();
        await Store.EnqueueAsync(new EnqueueBatch { Delivery = none });
        Assert.Empty((await Store.FindDeliveryAsync(none.Id))!.Operations);
    }

    /// <summary>A delivery keeps the headers it came with, and what was found of its signature.</summary>
    [Fact]
    public async Task Delivery_KeepsItsHeadersAndSignature()
    {
        var headers = DeliveryHeaders.Of(name => name == "X-GitHub-Hook-ID" ? null : $"{name}: \"ä\u20ac\0\"");
        var delivery = Make.Delivery() with { Headers = headers, Signature = "valid (sha256, secret 1 of 2)" };
        await Store.EnqueueAsync(new EnqueueBatch { Delivery = delivery });
        var found = (await Store.FindDeliveryAsync(delivery.Id))!;
        var listed = Assert.Single(await ListAsync(new DeliveryQuery()));
        foreach (var stored in new[] { found, listed })
        {
            Assert.Equal(headers, stored.Headers);
            Assert.Equal("valid (sha256, secret 1 of 2)", stored.Signature);
        }

        var bare = Make.Delivery();
        await Store.EnqueueAsync(new EnqueueBatch { Delivery = bare });
        Assert.Empty((await Store.FindDeliveryAsync(bare.Id))!.Headers);
        Assert.Null((await Store.FindDeliveryAsync(bare.Id))!.Signature);
    }

    /// <summary>Newest first, in pages, without bodies; also several of one moment.</summary>
    [Fact]
    public async Task Deliveries_AreListedNewestFirstInPages()
    {
        var received = new List<WebhookDelivery>();
        for (var i = 0; i < 7; i++)
        {
            received.Add(Make.Delivery());
            await Store.EnqueueAsync(new EnqueueBatch { Delivery = received[^1] });
            Clock.Advance(TimeSpan.FromMilliseconds(i % 3 == 0 ? 0 : 10));
        }

        var expected = received.OrderByDescending(delivery => delivery.ReceivedAt).ThenByDescending(delivery => delivery.Id);
        var listed = await ListAsync(new DeliveryQuery { Limit = 2 });
        Assert.Equal(expected.Select(delivery => delivery.Id), listed.Select(delivery => delivery.Id));
        Assert.All(listed, delivery => Assert.True(delivery.Body.IsEmpty));
        var (stored, original) = (listed[^1], received[0]);
        Assert.Equal(original with { Body = stored.Body, Operations = stored.Operations }, stored);
    }

    /// <summary>By event and by repository.</summary>
    [Fact]
    public async Task EventAndRepository_LeaveTheOthersOut()
    {
        var issue = Make.Delivery();
        var comment = Make.Delivery() with { Event = "issue_comment" };
        var elsewhere = Make.Delivery() with { RepositoryId = 4711 };
        var nowhere = Make.Delivery() with { RepositoryId = null };
        foreach (var delivery in new[] { issue, comment, elsewhere, nowhere })
        {
            await Store.EnqueueAsync(new EnqueueBatch { Delivery = delivery });
            Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var mine = new DeliveryQuery { RepositoryId = StoreScenario.RepositoryId };
        Assert.Equal([comment.Id, issue.Id], (await ListAsync(mine)).Select(delivery => delivery.Id));
        Assert.Equal([issue.Id], (await ListAsync(mine with { Event = "issues" })).Select(delivery => delivery.Id));
        Assert.Equal([elsewhere.Id], (await ListAsync(new DeliveryQuery { RepositoryId = 4711 })).Select(delivery => delivery.Id));
        Assert.Empty(await ListAsync(new DeliveryQuery { Event = "\0" }));
    }

    /// <summary>A page is bounded.</summary>
    [Fact]
    public async Task LimitOutOfBounds_IsRefused()
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.ListDeliveriesAsync(new DeliveryQuery { Limit = 0 }));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.ListDeliveriesAsync(new DeliveryQuery { Limit = 501 }));
    }

    private async Task<List<WebhookDelivery>> ListAsync(DeliveryQuery query)
    {
        var all = new List<WebhookDelivery>();
        for (var page = 0; page < 100; page++)
        {
            var listed = await Store.ListDeliveriesAsync(query);
            Assert.True(listed.Deliveries.Count <= query.Limit);
            all.AddRange(listed.Deliveries);
            if (listed.Continue is not { } next)
            {
                return all;
            }

            query = query with { Before = next };
        }

        throw new Xunit.Sdk.XunitException("The pages do not end.");
    }
}
