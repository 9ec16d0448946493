using System.Net;

namespace GitSync.Dashboard.Tests;

/// <summary>Who gets in, and who does not: every endpoint, every reason to refuse. Nothing here changes anything.</summary>
public sealed class PermissionTests(EndpointWorld world) : IClassFixture<EndpointWorld>
{
    /// <summary>Longer than a page may stay open.</summary>
    private static readonly TimeSpan TooLong = TimeSpan.FromHours(13);

    public static TheoryData<EndpointRow> Pages => EndpointTable.Pages;

    public static TheoryData<EndpointRow> Writes => EndpointTable.Writes;

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_IsForThoseWhoMayLook(EndpointRow row)
    {
        var path = world.PathOf(row);

        await AnswersAsync(world.Dashboard.Anonymous().GetAsync(path), 401, "nobody is signed in");
        await AnswersAsync(world.Dashboard.Stranger().GetAsync(path), 403, "they may not look");
        if (row.Permission is { } permission)
        {
            var others = world.Dashboard.Viewer("ada", [.. HeaderSignIn.Policies.Where(each => each != permission)]);
            await AnswersAsync(others.GetAsync(path), 403, $"they may everything but {permission}");
        }

        await AnswersAsync(world.Dashboard.Viewer("ada", row.Permission is null ? [] : [row.Permission]).GetAsync(path), row.Status, "they may look");
    }

    // A page elsewhere can make a signed-in person's browser load any address, as often as it likes.
    [Theory]
    [MemberData(nameof(Pages))]
    public async Task PageThatAnotherSiteLoads_AsksGitHubNothing(EndpointRow row)
    {
        var (path, administrator, requests) = (world.PathOf(row), world.Dashboard.Administrator(), world.Sync.GitHub.Requests);
        var before = requests.Total;
        (string Name, string Value)[] elsewhere = [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site"), ("Origin", "https://evil.example"), ("Origin", "null")];

        foreach (var header in elsewhere)
        {
            await AnswersAsync(administrator.GetAsync(path, header), row.AsksGitHub ? 403 : row.Status, $"{header.Name} is {header.Value}");
        }

        requests.Total.Should().Be(before);
        await AnswersAsync(administrator.GetAsync(path, ("Sec-Fetch-Site", "same-origin")), row.Status, "a page of the dashboard leads there");
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Write_IsRefused_AndNothingChanges(EndpointRow row)
    {
        var (path, fields, dashboard) = (world.PathOf(row), world.FieldsOf(row), world.Dashboard);
        var administrator = dashboard.Administrator();
        var token = ("token", await administrator.TokenAsync());
        var before = await world.StateAsync();

        await AnswersAsync(dashboard.Anonymous().SendAsync(path, [token, .. fields]), 401, "nobody is signed in");
        await AnswersAsync(dashboard.Stranger().SendAsync(path, [token, .. fields]), 403, "they may not even look");
        await AnswersAsync(administrator.SendAsync(path, [token, .. fields], ("Sec-Fetch-Site", "cross-site")), 403, "a foreign page sent it");
        await AnswersAsync(administrator.SendAsync(path, [token, .. fields], ("Sec-Fetch-Site", "same-site")), 403, "another host of the same site sent it");
        await AnswersAsync(administrator.SendAsync(path, [token, .. fields], ("Origin", "https://evil.example")), 403, "a page of another origin sent it");
        await AnswersAsync(administrator.SendAsync(path, [token, .. fields], ("Origin", "null")), 403, "a page without an origin sent it");
        await AnswersAsync(administrator.SendAsync(path, fields), 403, "there is no token");
        await AnswersAsync(administrator.SendAsync(path, [("token", token.Item2[..^8] + "AAAAAAAA"), .. fields]), 403, "the token was tampered with");
        await AnswersAsync(dashboard.Administrator("grace").SendAsync(path, [token, .. fields]), 403, "the token is somebody else's");
        if (row.Permission is { } permission)
        {
            var others = dashboard.Viewer("ada", [.. HeaderSignIn.Policies.Where(each => each != permission)]);
            await AnswersAsync(others.PostAsync(path, fields), 403, $"they may everything but {permission}");
        }

        world.Sync.Clock.Advance(TooLong);
        await AnswersAsync(administrator.SendAsync(path, [token, .. fields]), 403, "the token is too old");

        (await world.StateAsync()).Should().Be(before);
    }

    private static async Task AnswersAsync(Task<HttpResponseMessage> sent, int status, string because)
    {
        using var answer = await sent;
        answer.StatusCode.Should().Be((HttpStatusCode)status, because);
    }
}
