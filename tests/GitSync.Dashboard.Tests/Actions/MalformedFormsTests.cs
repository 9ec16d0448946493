using System.Net;

namespace GitSync.Dashboard.Tests;

/// <summary>Forms that no page of the dashboard makes are refused, and break nothing.</summary>
public sealed class MalformedFormsTests : OverAStore
{
    [Fact]
    public async Task BackWithLettersOfAnyScript_IsAnswered()
    {
        using var answer = await Dashboard.Viewer().PostAsync("preferences", ("theme", "dark"), ("back", "/admin/sync/operations?q=task:größer"));

        answer.StatusCode.Should().Be(HttpStatusCode.SeeOther);
        answer.Headers.Location!.OriginalString.Should().StartWith("/admin/sync/");
        Dashboard.Host.Errors.Should().BeEmpty();
    }

    [Theory]
    [InlineData("not a token!")]
    [InlineData("AAAA")]
    [InlineData("=")]
    [InlineData("größer")]
    public async Task TokenThatIsNone_IsRefused(string token)
    {
        using var answer = await Dashboard.Viewer().SendAsync("preferences", [("token", token)]);

        answer.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        Dashboard.Host.Errors.Should().BeEmpty();
    }
}
