using System.Net;
using System.Text;

namespace GitSync.Dashboard.Tests;

/// <summary>What is sent in a form's place is refused with a sentence, and changes nothing.</summary>
public sealed class FormsTests(EndpointWorld world) : IClassFixture<EndpointWorld>
{
    public static TheoryData<string> Contents => ["json", "text", "nothing", "oversized", "many-fields", "broken-multipart"];

    [Theory]
    [MemberData(nameof(Contents))]
    public async Task WhatIsNoForm_IsRefused(string name)
    {
        var administrator = world.Dashboard.Administrator();
        var before = await world.StateAsync();
        using var content = ContentOf(name, await administrator.TokenAsync());
        var path = world.PathOf(EndpointTable.Rows.Single(row => row is { Method: "POST", Route: "/operations/{id}/retry" }));

        using var answer = await administrator.SendAsync(path, content);

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        Person.TextOf(await answer.Content.ReadAsStringAsync()).Should().ContainAny("takes a form of one of the dashboard's pages", "The form could not be read.");
        (await world.StateAsync()).Should().Be(before);
        world.Dashboard.Host.Errors.Should().BeEmpty();
    }

    [Fact]
    public async Task FormOfUnknownLength_IsRefused()
    {
        var administrator = world.Dashboard.Administrator();
        using var content = new StreamContent(new EndlessForm($"token={await administrator.TokenAsync()}&theme=dark"));
        content.Headers.Add("Content-Type", "application/x-www-form-urlencoded");

        using var answer = await administrator.SendAsync("preferences", content);

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    private static HttpContent ContentOf(string name, string token) => name switch
    {
        "json" => new StringContent($$"""{"token":"{{token}}"}""", Encoding.UTF8, "application/json"),
        "text" => new StringContent($"token={token}", Encoding.UTF8, "text/plain"),
        "nothing" => new ByteArrayContent([]),
        "oversized" => new FormUrlEncodedContent([KeyValuePair.Create("token", token), KeyValuePair.Create("reason", new string('x', 200_000))]),
        "many-fields" => new FormUrlEncodedContent([KeyValuePair.Create("token", token), .. Enumerable.Range(0, 2_000).Select(number => KeyValuePair.Create($"f{number}", "1"))]),
        "broken-multipart" => Broken(token),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Unknown content."),
    };

    private static StringContent Broken(string token)
    {
        var content = new StringContent($"--b\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n{token}\r\n--b\r\nContent-Dispo");
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=b");
        return content;
    }

    /// <summary>A stream that does not say how long it is.</summary>
    private sealed class EndlessForm(string text) : MemoryStream(Encoding.UTF8.GetBytes(text))
    {
        public override bool CanSeek => false;
    }
}
