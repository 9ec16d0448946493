using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;

namespace GitSync.Dashboard.Tests;

/// <summary>Somebody with a browser that has no scripts: keeps cookies, sends forms, and follows no redirect on its own.</summary>
internal sealed partial class Person : IDisposable
{
    /// <summary>The bound of waiting for what is done in the background: far beyond what a busy machine needs.</summary>
    private static readonly TimeSpan MaximumWait = TimeSpan.FromMinutes(1);

    private readonly HttpClient _client;

    /// <summary>Makes one.</summary>
    /// <param name="dashboard">The address of the dashboard, with a slash at its end.</param>
    /// <param name="name">Their name, or null for nobody.</param>
    /// <param name="may">What they may do.</param>
    public Person(Uri dashboard, string? name, IReadOnlyList<string> may)
    {
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = true }) { BaseAddress = dashboard };
        if (name is not null)
        {
            _client.DefaultRequestHeaders.Add(HeaderSignIn.UserHeader, name);
            _client.DefaultRequestHeaders.Add(HeaderSignIn.MayHeader, string.Join(' ', may));
        }
    }

    /// <summary>Opens an address under the dashboard's; a stream's answer is given back at its beginning.</summary>
    public async Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>Opens a page and reads it, as HTML.</summary>
    public async Task<string> ReadAsync(string path, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var answer = await _client.GetAsync(path);
        var html = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.Should().Be(status, "of {0}: {1}", path, html);
        return html;
    }

    /// <summary>The same, as the text that people read.</summary>
    public async Task<string> ReadTextAsync(string path, HttpStatusCode status = HttpStatusCode.OK) => TextOf(await ReadAsync(path, status));

    /// <summary>Reads a page again and again until it is as expected.</summary>
    public async Task<string> ReadUntilAsync(string path, Func<string, bool> isExpected)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var text = await ReadTextAsync(path);
            if (isExpected(text) || watch.Elapsed > MaximumWait)
            {
                return text;
            }
        }
    }

    /// <summary>The token of a form on a page.</summary>
    public async Task<string> TokenAsync() => WebUtility.HtmlDecode(Token().Match(await ReadAsync("keys")).Groups[1].Value);

    /// <summary>Sends a form with a token of this person's.</summary>
    public async Task<HttpResponseMessage> PostAsync(string path, params (string Name, string Value)[] fields) =>
        await SendAsync(path, [("token", await TokenAsync()), .. fields]);

    /// <summary>Sends a form as it is.</summary>
    public async Task<HttpResponseMessage> SendAsync(string path, (string Name, string Value)[] fields, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        };
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await _client.SendAsync(request);
    }

    /// <summary>Sends any content.</summary>
    public Task<HttpResponseMessage> SendAsync(string path, HttpContent content) => _client.PostAsync(path, content);

    /// <summary>Sends a form, goes where the answer leads, and reads the sentence that says what came of it.</summary>
    public async Task<string?> DoAsync(string path, params (string Name, string Value)[] fields)
    {
        using var answer = await PostAsync(path, fields);
        answer.StatusCode.Should().Be(HttpStatusCode.SeeOther, "of {0}: {1}", path, await answer.Content.ReadAsStringAsync());
        return SaidOn(await ReadAsync(answer.Headers.Location!.OriginalString));
    }

    /// <summary>What a page says came of the form that was sent before, or null.</summary>
    public static string? SaidOn(string html) => Said().Match(html) is { Success: true } found ? WebUtility.HtmlDecode(found.Groups[1].Value) : null;

    /// <summary>A page as people read it: without tags, one space between words.</summary>
    public static string TextOf(string html) => WebUtility.HtmlDecode(Spaces().Replace(Tags().Replace(html, ""), " "));

    public void Dispose() => _client.Dispose();

    [GeneratedRegex("name=\"token\" value=\"([^\"]*)\"")]
    private static partial Regex Token();

    [GeneratedRegex("""<p class="said" role="status">(.*?)</p>""", RegexOptions.Singleline)]
    private static partial Regex Said();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
