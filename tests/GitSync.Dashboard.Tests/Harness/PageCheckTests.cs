namespace GitSync.Dashboard.Tests;

/// <summary>What looks at pages sees what is wrong with them, and nothing else.</summary>
[Collection(BrowserCollection.Name)]
public sealed class PageCheckTests(Browser browser) : IAsyncLifetime
{
    private DashboardHost _host = null!;

    public async Task InitializeAsync() => _host = await DashboardHost.StartAsync(StandInPages.Map);

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public Task GoodPage_Passes() => PageCheck.PassesAsync(browser, _host.At("good"));

    [Fact]
    public async Task GoodPageWithoutJavaScript_Passes() => await PageCheck.PassesAsync(browser, _host.At("good"), new Visitor { HasJavaScript = false });

    [Theory]
    [InlineData("inline-script", "script-src-elem blocked inline")]
    [InlineData("inline-style", "style-src-attr blocked inline")]
    [InlineData("no-policy", "without a Content-Security-Policy")]
    [InlineData("foreign-image", "img-src blocked http://127.0.0.1:9/image.png")]
    public Task WhatThePolicyStops_IsReported(string page, string text) => IsReportedAsync(page, FindingKind.PolicyViolation, text);

    [Fact]
    public async Task WhatThePolicyStopsWithoutJavaScript_IsReportedByTheConsole()
    {
        var findings = await PageCheck.FindAsync(browser, _host.At("inline-style"), new Visitor { HasJavaScript = false });

        findings.Should().ContainSingle(finding => finding.Kind == FindingKind.PolicyViolation);
    }

    [Theory]
    [InlineData("no-alt", "image-alt: ")]
    [InlineData("pale", "</p> (Light)")]
    [InlineData("murky", "</p> (Dark)")]
    public Task WhatSomebodyCannotUse_IsReported(string page, string text) => IsReportedAsync(page, FindingKind.Accessibility, text);

    [Fact]
    public Task FileThatIsMissing_IsReported() => IsReportedAsync("missing", FindingKind.Request, "/nowhere.js was answered with 404");

    [Fact]
    public Task ScriptThatThrows_IsReported() => IsReportedAsync("throws", FindingKind.ScriptError, "thrown");

    [Fact]
    public Task ScriptThatComplains_IsReported() => IsReportedAsync("complains", FindingKind.ConsoleError, "complaint");

    [Fact]
    public Task OtherStatusThanExpected_IsReported() => IsReportedAsync("unknown", FindingKind.Request, "was answered with 404, expected was 200");

    [Fact]
    public Task ErrorPageThatWasAskedFor_Passes() => PageCheck.PassesAsync(browser, _host.At("unknown"), status: 404);

    /// <summary>Nothing else may be reported: a check that cries wolf is switched off.</summary>
    private async Task IsReportedAsync(string page, FindingKind kind, string text)
    {
        var findings = await PageCheck.FindAsync(browser, _host.At(page));

        findings.Should().Contain(finding => finding.Text.Contains(text)).And.OnlyContain(finding => finding.Kind == kind);
    }
}
