using System.Net;
using System.Text.RegularExpressions;
using GitSync.Testing;

namespace GitSync.Dashboard.Tests;

/// <summary>Whatever somebody wrote on GitHub or here, pages show it as a text.</summary>
public sealed partial class HostileTextsTests(EndpointWorld world) : IClassFixture<EndpointWorld>
{
    [Fact]
    public async Task PagesOfEveryOperation_HoldNoMarkupOfAnybodys()
    {
        var administrator = world.Dashboard.Administrator();
        var operations = await world.Sync.OperationsAsync();
        string[] paths =
        [
            "", "operations", "operations?q=state:queued", "lanes", "deliveries", "repositories", "audit", $"repositories/{world.Sync.RepositoryId}/drift",
            .. operations.Select(each => $"operations/{each.Id}"), .. operations.Where(each => each.LaneId != 0).Select(each => $"lanes/{each.LaneId}").Distinct(),
        ];
        foreach (var path in paths)
        {
            IsHarmless(await administrator.ReadAsync(path), path);
        }
    }

    [Fact]
    public async Task RevealedPayloads_HoldNoMarkupOfAnybodys()
    {
        var administrator = world.Dashboard.Administrator();
        foreach (var delivery in (await world.Sync.OperationsAsync()).Select(each => each.DeliveryId).OfType<Guid>().Distinct())
        {
            using var answer = await administrator.PostAsync($"deliveries/{delivery}/payload", ("reason", HostileTexts.Script));
            IsHarmless(await answer.Content.ReadAsStringAsync(), $"{delivery}");
        }

        IsHarmless(await administrator.ReadAsync("audit"), "audit");
        (await administrator.ReadTextAsync("audit")).Should().Contain(HostileTexts.Script);
    }

    [Theory]
    [InlineData("operations?q=", 400)]
    [InlineData("operations?q=task:", 400)]
    [InlineData("deliveries?event=", 200)]
    [InlineData("deliveries?repo=", 200)]
    [InlineData("audit?actor=", 200)]
    [InlineData("audit?target=", 200)]
    [InlineData("runs/new?action=", 400)]
    [InlineData("lanes/task/", 404)]
    [InlineData("operations/", 400)]
    [InlineData("deliveries/", 404)]
    public async Task WhatTheAddressHolds_IsShownAsAText(string path, int status)
    {
        var html = await world.Dashboard.Viewer().ReadAsync(path + Uri.EscapeDataString("\"><script>alert(1)</script> onmouseover=\"alert(1)"), (HttpStatusCode)status);

        IsHarmless(html, path);
    }

    [Fact]
    public async Task NameOfWhoLooks_IsShownAsAText()
    {
        IsHarmless(await world.Dashboard.Viewer("<script>alert(1)</script>").ReadAsync(""), "overview");
        (await world.Dashboard.Viewer("<script>alert(1)</script>").ReadTextAsync("")).Should().Contain("<script>alert(1)</script>");
    }

    [Fact]
    public async Task SentenceThatSomebodyPutIntoTheCookie_IsShownAsAText()
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false });
        client.DefaultRequestHeaders.Add(HeaderSignIn.UserHeader, "ada");
        client.DefaultRequestHeaders.Add(HeaderSignIn.MayHeader, "view");
        client.DefaultRequestHeaders.Add("Cookie", "gitsync-said=%3Cscript%3Ealert(1)%3C%2Fscript%3E%25; gitsync-view=\"><script>.%00");

        var html = await client.GetStringAsync(world.Dashboard.Host.At("admin/sync/keys"));

        IsHarmless(html, "keys");
        Person.SaidOn(html).Should().Contain("<script>alert(1)</script>");
    }

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1")]
    public async Task ExportForSpreadsheets_HoldsNoFormula(string name)
    {
        await using var sync = await WeatherHarness.StartAsync();
        await using var dashboard = await GuardedDashboard.StartAsync(sync);
        await AppendAsync(sync, name, "with \"quotes\",\r\nand lines");

        (await dashboard.Viewer().ReadAsync("audit/export.csv")).Should().StartWith("at,actor,action,target,reason,details\r\n")
            .And.Contain($",\"'{name}\",").And.Contain("\"with \"\"quotes\"\",\r\nand lines\"");
        (await dashboard.Viewer().ReadAsync("audit/export.json")).Should().Contain("with \\\"quotes\\\",\\r\\nand lines").And.EndWith("\n");
    }

    private static Task AppendAsync(SyncHarness sync, string actor, string reason) => sync.Store.AppendAsync(new AuditEntry
    {
        Id = Guid.Parse("0195d1c0-0000-7000-8000-000000000001"), At = sync.Clock.GetUtcNow(), Actor = actor, Action = "retry", Target = "operation/1", Reason = reason,
    });

    /// <summary>The page's own scripts have a source; nothing of anybody's begins a tag or stands among a tag's attributes.</summary>
    private static void IsHarmless(string html, string path)
    {
        ForeignAddress().Matches(html).Select(match => match.Value).Should().BeEmpty("of {0}", path);
        ForeignMarkup().Matches(AttributeValue().Replace(html, "=''")).Select(match => match.Value).Should().BeEmpty("of {0}", path);
    }

    [GeneratedRegex("=\"[^\"<>]*\"")]
    private static partial Regex AttributeValue();

    [GeneratedRegex("<script(?! src='')[^>]*>|<img[^>]*>|<[a-z][^>]* on[a-z]+=[^>]*>|<[a-z][^>]* style=[^>]*>")]
    private static partial Regex ForeignMarkup();

    [GeneratedRegex("href=\"(?!/|https://|#|data:,)[^\"]*\"")]
    private static partial Regex ForeignAddress();
}
