using System.Net;

namespace GitSync.Dashboard.Tests;

/// <summary>How a form is answered: where it leads, what is said once, what is kept.</summary>
public sealed class AnswersTests : OverAStore
{
    [Fact]
    public async Task Preferences_AreKept_AndSetTheTheme()
    {
        var person = Dashboard.Viewer();
        (await person.ReadAsync("")).Should().Contain("data-theme=\"system\" data-times=\"utc\"");

        using var answer = await person.PostAsync("preferences", ("theme", "dark"), ("times", "local"), ("back", "/admin/sync/lanes"));

        answer.Headers.Location!.OriginalString.Should().Be("/admin/sync/lanes");
        (await person.ReadAsync("lanes")).Should().Contain("data-theme=\"dark\" data-times=\"local\"").And.Contain("<option value=\"dark\" selected>");
        (await Dashboard.Viewer("grace").ReadAsync("")).Should().Contain("data-theme=\"system\"", "it is a person's own");
        var cookie = answer.Headers.GetValues("Set-Cookie").Single();
        cookie.Should().Contain("path=/admin/sync;").And.Contain("httponly").And.Contain("samesite=lax");
    }

    [Theory]
    [InlineData("\" onload=\"alert(1)", "local")]
    [InlineData("purple", "mars")]
    public async Task PreferencesThatAreNone_AreTheUsualOnes(string theme, string times)
    {
        var person = Dashboard.Viewer();

        using var answer = await person.PostAsync("preferences", ("theme", theme), ("times", times));

        (await person.ReadAsync("")).Should().Contain("data-theme=\"system\"").And.NotContain("alert(1)");
    }

    [Fact]
    public async Task Sentence_IsSaidOnce()
    {
        var person = Dashboard.Administrator();

        (await person.DoAsync("operations/selected/retry")).Should().Be("No operation is ticked; nothing was done.");

        Person.SaidOn(await person.ReadAsync("")).Should().BeNull();
    }

    [Theory]
    [InlineData("https://evil.example/admin/sync/")]
    [InlineData("//evil.example/admin/sync/")]
    [InlineData("/\\evil.example")]
    [InlineData("\\\\evil.example")]
    [InlineData("/admin/syncevil")]
    [InlineData("/admin/sync/\\evil.example")]
    [InlineData("/admin/sync/\r\nSet-Cookie: a=b")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/other")]
    [InlineData("evil.example")]
    [InlineData("")]
    public async Task BackToAnywhereElse_LeadsToTheOverview(string back)
    {
        using var answer = await Dashboard.Viewer().PostAsync("preferences", ("theme", "dark"), ("back", back));

        answer.StatusCode.Should().Be(HttpStatusCode.SeeOther);
        answer.Headers.Location!.OriginalString.Should().Be("/admin/sync/");
    }

    [Theory]
    [InlineData("AAAA")]
    [InlineData("")]
    public async Task TokenThatIsNone_IsRefused(string token)
    {
        using var answer = await Dashboard.Viewer().SendAsync("preferences", [("token", token)]);

        answer.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        Dashboard.Host.Errors.Should().BeEmpty();
    }

    [Fact]
    public async Task TwoTokens_AreRefused()
    {
        var person = Dashboard.Viewer();
        var token = ("token", await person.TokenAsync());

        using var answer = await person.SendAsync("preferences", [token, token]);

        answer.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task TokenOfAnotherHostOnTheSameStore_IsGood()
    {
        await using var other = await GuardedDashboard.StartAsync(Sync);

        using var answer = await other.Viewer().SendAsync("preferences", [("token", await Dashboard.Viewer().TokenAsync())]);

        answer.StatusCode.Should().Be(HttpStatusCode.SeeOther);
    }
}
