using System.Diagnostics;
using System.Text;

namespace GitSync.Dashboard.Tests;

/// <summary>A payload that is too much for a page costs a sentence, not a minute.</summary>
public sealed class LargePayloadTests : OverAStore
{
    private const int TenMegabytes = 10_000_000;

    /// <summary>What a busy machine takes at most; a tree of ten megabytes takes far longer.</summary>
    private static readonly TimeSpan Quick = TimeSpan.FromSeconds(10);

    private static readonly Guid Delivery = Guid.Parse("0195d1c0-0000-7000-8000-00000000000a");

    [Fact]
    public async Task TenMegabytes_AreASentence_AndCanBeDownloaded()
    {
        var body = await ReceiveAsync($$"""{"action":"opened","text":"{{new string('x', TenMegabytes)}}"}""");
        var administrator = Dashboard.Administrator();
        var watch = Stopwatch.StartNew();

        var html = await administrator.ReadAsync($"deliveries/{Delivery}");
        using var revealed = await administrator.PostAsync($"deliveries/{Delivery}/payload");

        watch.Elapsed.Should().BeLessThan(Quick);
        Person.TextOf(html).Should().Contain($"The payload has {body.Length:N0} bytes: too many for a page.");
        html.Length.Should().BeLessThan(20_000);
        (await revealed.Content.ReadAsStringAsync()).Should().Contain("too many for a page");
        using var download = await administrator.PostAsync($"deliveries/{Delivery}/download");
        (await download.Content.ReadAsByteArrayAsync()).Should().Equal(body);
    }

    [Fact]
    public async Task MoreValuesThanAPageTakes_AreCut()
    {
        await ReceiveAsync($"[{string.Join(',', Enumerable.Range(0, 100_000))}]");

        (await Dashboard.Viewer().ReadAsync($"deliveries/{Delivery}")).Length.Should().BeLessThan(500_000);
        (await Dashboard.Viewer().ReadTextAsync($"deliveries/{Delivery}")).Should().Contain("more than a page takes");
    }

    [Theory]
    [InlineData("no JSON at all")]
    [InlineData("")]
    [InlineData("{\"open\":")]
    public async Task WhatIsNoJson_IsSaid(string body)
    {
        await ReceiveAsync(body);

        (await Dashboard.Viewer().ReadTextAsync($"deliveries/{Delivery}")).Should().Contain("The payload cannot be read as JSON.");
    }

    [Fact]
    public async Task NestedDeeperThanAnybodyReads_IsSaid()
    {
        await ReceiveAsync(new string('[', 10_000) + new string(']', 10_000));

        (await Dashboard.Viewer().ReadTextAsync($"deliveries/{Delivery}")).Should().Contain("The payload cannot be read as JSON.");
    }

    [Theory]
    [InlineData("\"a text alone\"")]
    [InlineData("42")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"\":\"\",\"\\u0000\":\"\\u0000\"}")]
    public async Task AnyJson_IsShown(string body)
    {
        await ReceiveAsync(body);

        using var answer = await Dashboard.Administrator().PostAsync($"deliveries/{Delivery}/payload");

        answer.IsSuccessStatusCode.Should().BeTrue();
        Dashboard.Host.Errors.Should().BeEmpty();
    }

    private async Task<byte[]> ReceiveAsync(string text)
    {
        var body = Encoding.UTF8.GetBytes(text);
        await Sync.Store.EnqueueAsync(new EnqueueBatch
        {
            Delivery = new WebhookDelivery { Id = Delivery, Event = "issues", Body = body, ReceivedAt = Sync.Clock.GetUtcNow(), Outcome = "Nothing followed." },
        });
        return body;
    }
}
