using System.Net;
using System.Text.RegularExpressions;

namespace GitSync.Dashboard.Tests;

/// <summary>From the overview on, every link leads to a page, and every form to an endpoint.</summary>
public sealed partial class CrawlTests(EndpointWorld world) : IClassFixture<EndpointWorld>
{
    /// <summary>More pages than a bad day has.</summary>
    private const int MaximumPages = 500;

    [Fact]
    public async Task EveryLink_LeadsToAPage_AndEveryForm_ToAnEndpoint()
    {
        var administrator = world.Dashboard.Administrator();
        var (forms, broken, seen) = (new HashSet<string>(), new List<string>(), new HashSet<string> { GuardedDashboard.Prefix + "/" });
        var left = new Queue<string>(seen);
        for (var page = 0; page < MaximumPages && left.TryDequeue(out var address); page++)
        {
            using var answer = await administrator.GetAsync(address);
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                broken.Add($"{address}: {answer.StatusCode}");
                continue;
            }

            if (answer.Content.Headers.ContentType?.MediaType != "text/html")
            {
                continue;
            }

            var html = await answer.Content.ReadAsStringAsync();
            forms.UnionWith(AddressesOf(FormAddress(), html));
            foreach (var next in AddressesOf(LinkAddress(), html).Where(seen.Add))
            {
                left.Enqueue(next);
            }
        }

        left.Should().BeEmpty("the bound is not reached");
        foreach (var form in forms)
        {
            using var answer = await administrator.SendAsync(form, []);
            if (answer.StatusCode != HttpStatusCode.Forbidden)
            {
                broken.Add($"POST {form}: {answer.StatusCode}");
            }
        }

        string.Join(Environment.NewLine, broken).Should().BeEmpty();
        world.Dashboard.Host.Errors.Should().BeEmpty();
    }

    private static IEnumerable<string> AddressesOf(Regex pattern, string html) =>
        pattern.Matches(html).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)).Where(address => address.StartsWith('/'));

    [GeneratedRegex("(?:href|src)=\"([^\"]*)\"")]
    private static partial Regex LinkAddress();

    /// <summary>A search's form sends nothing.</summary>
    [GeneratedRegex("(?:formaction|method=\"post\"[^>]* action)=\"([^\"]*)\"")]
    private static partial Regex FormAddress();
}
