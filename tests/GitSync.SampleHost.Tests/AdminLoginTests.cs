using System.Net;

namespace GitSync.SampleHost.Tests;

/// <summary>A host in Production with an administrator.</summary>
public sealed class HostWithAdmin : IAsyncLifetime
{
    internal const string Password = "correct horse <battery>";

    private readonly SqliteDatabase _database = new();

    internal HostProcess Host { get; private set; } = null!;

    public async Task InitializeAsync() => Host = await HostProcess.StartAsync(
        _database, ("SampleHost:Admin:Name", "ada"), ("SampleHost:Admin:Password", Password));

    public async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        await _database.DisposeAsync();
    }
}

/// <summary>Who gets to the dashboard, and how.</summary>
public sealed class AdminLoginTests(HostWithAdmin admin) : IClassFixture<HostWithAdmin>
{
    private readonly HostProcess _host = admin.Host;

    [Fact]
    public async Task Visitor_IsSentToTheLoginPageAndBack()
    {
        using var visitor = new Visitor(_host);
        using var refused = await visitor.GetAsync("admin/sync/operations/0?x=1");
        refused.StatusCode.Should().Be(HttpStatusCode.Redirect);
        refused.Headers.Location!.PathAndQuery.Should().Be("/login?ReturnUrl=%2Fadmin%2Fsync%2Foperations%2F0%3Fx%3D1");

        using var page = await visitor.GetAsync(refused.Headers.Location.PathAndQuery);
        page.StatusCode.Should().Be(HttpStatusCode.OK);
        (await page.Content.ReadAsStringAsync()).Should().Contain("This is a demo.").And.Contain("value=\"/admin/sync/operations/0?x=1\"").And.NotContain("<script");
        page.Headers.CacheControl!.NoStore.Should().BeTrue();
        page.Headers.GetValues("Content-Security-Policy").Single().Should().StartWith("default-src 'none'");

        using var signedIn = await SignInAsync(visitor, returnUrl: "/admin/sync/operations/0?x=1");
        signedIn.StatusCode.Should().Be(HttpStatusCode.Redirect);
        signedIn.Headers.Location!.ToString().Should().Be("/admin/sync/operations/0?x=1");
    }

    [Fact]
    public async Task RightPassword_OpensTheDashboard_UntilLogout()
    {
        using var visitor = new Visitor(_host);
        using var signedIn = await SignInAsync(visitor);
        signedIn.Headers.Location!.ToString().Should().Be("/admin/sync");
        signedIn.Headers.GetValues("Set-Cookie").Single().Should().Contain("httponly").And.Contain("samesite=lax");
        using (var dashboard = await visitor.GetAsync("admin/sync"))
        {
            dashboard.StatusCode.Should().Be(HttpStatusCode.OK);
            (await dashboard.Content.ReadAsStringAsync()).Should().Contain("Overview");
        }

        using (var page = await visitor.GetAsync("login"))
        {
            (await page.Content.ReadAsStringAsync()).Should().Contain("You are signed in as <strong>ada</strong>");
        }

        using var signedOut = await visitor.PostAsync("logout");
        signedOut.Headers.Location!.ToString().Should().Be("/login");
        using var refused = await visitor.GetAsync("admin/sync");
        refused.StatusCode.Should().Be(HttpStatusCode.Redirect);
    }

    [Theory]
    [InlineData("ada", "wrong")]
    [InlineData("ada", "")]
    [InlineData("eve<b>", HostWithAdmin.Password)]
    public async Task WrongNameOrPassword_IsRefusedWithTheSameSentence(string name, string password)
    {
        using var visitor = new Visitor(_host);
        using var refused = await visitor.PostAsync("login", fields: [("name", name), ("password", password)]);

        refused.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        refused.Headers.Contains("Set-Cookie").Should().BeFalse();
        (await refused.Content.ReadAsStringAsync()).Should().Contain("That name and password do not belong together.")
            .And.NotContain("<b>").And.NotContain("battery");
        using var dashboard = await visitor.GetAsync("admin/sync");
        dashboard.StatusCode.Should().Be(HttpStatusCode.Redirect);
    }

    [Theory]
    [InlineData("https://evil.example/admin/sync")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("~//evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/admin\r\nLocation: https://evil.example")]
    public async Task ReturnUrlOfAnotherSite_IsNotFollowed(string returnUrl)
    {
        using var visitor = new Visitor(_host);
        using var signedIn = await SignInAsync(visitor, returnUrl);

        signedIn.StatusCode.Should().Be(HttpStatusCode.Redirect);
        signedIn.Headers.Location!.ToString().Should().Be("/admin/sync");
        using var page = await visitor.GetAsync("login?ReturnUrl=" + Uri.EscapeDataString(returnUrl));
        (await page.Content.ReadAsStringAsync()).Should().NotContain("evil").And.NotContain("alert");
    }

    [Theory]
    [InlineData("login")]
    [InlineData("logout")]
    public async Task FormOfAnotherSite_IsRefused(string path)
    {
        using var visitor = new Visitor(_host);
        using var refused = await visitor.PostAsync(path, "cross-site", ("name", "ada"), ("password", HostWithAdmin.Password));

        refused.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        refused.Headers.Contains("Set-Cookie").Should().BeFalse();
    }

    [Fact]
    public async Task TooManyAttempts_AreRefusedEvenWithTheRightPassword_AndOthersAreNot()
    {
        using var guessing = new Visitor(_host);
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            using var wrong = await guessing.PostAsync("login", fields: [("name", "ada"), ("password", $"guess {attempt}")]);
            wrong.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        }

        using var refused = await SignInAsync(guessing);
        refused.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromMinutes(1));
        (await refused.Content.ReadAsStringAsync()).Should().Contain("More than 5 attempts in a minute");

        using var other = new Visitor(_host);
        using var signedIn = await SignInAsync(other);
        signedIn.StatusCode.Should().Be(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task WhatIsNoForm_IsRefused()
    {
        using var answer = await _host.AnswerAsync(HttpMethod.Post, "login", new { name = "ada" });
        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        using var visitor = new Visitor(_host);
        using var manyFields = await visitor.PostAsync("login", fields: [.. Enumerable.Repeat(("a", ""), 1200)]);
        manyFields.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        using var longForm = await visitor.PostAsync("login", fields: [("name", new string('x', 5000))]);
        longForm.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData("")]
    [InlineData("github")]
    public async Task BothSidesOfTheBoard_NeedNoLoginAndLinkToTheDashboard(string path)
    {
        using var visitor = new Visitor(_host);
        using var page = await visitor.GetAsync(path);
        page.StatusCode.Should().Be(HttpStatusCode.OK);
        (await page.Content.ReadAsStringAsync()).Should().Contain("<a href=\"/admin/sync\">Admin</a>");
        using var tasks = await visitor.GetAsync("api/tasks");
        tasks.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    private static Task<HttpResponseMessage> SignInAsync(Visitor visitor, string? returnUrl = null) => visitor.PostAsync(
        "login", fields: [("name", "ada"), ("password", HostWithAdmin.Password), ("ReturnUrl", returnUrl ?? "")]);
}

/// <summary>Hosts that nobody has given an administrator.</summary>
public sealed class UnconfiguredLoginTests
{
    [Fact]
    public async Task WithoutAPassword_NobodyCanSignIn_AndThePageSaysWhatToWrite()
    {
        await using var database = new SqliteDatabase();
        await using var host = await HostProcess.StartAsync(database);
        using var visitor = new Visitor(host);

        using var signIn = await visitor.PostAsync("login", fields: [("name", "admin"), ("password", "")]);
        signIn.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        using var page = await visitor.GetAsync("login");
        (await page.Content.ReadAsStringAsync()).Should().Contain("<code>SampleHost:Admin:Password</code>").And.NotContain("type=\"password\"");
        using var dashboard = await visitor.GetAsync("admin/sync");
        dashboard.StatusCode.Should().Be(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task InDevelopment_TheDashboardIsOpen()
    {
        await using var database = new SqliteDatabase();
        await using var host = await HostProcess.StartAsync(database, ("DOTNET_ENVIRONMENT", "Development"));
        using var visitor = new Visitor(host);

        using var dashboard = await visitor.GetAsync("admin/sync");
        dashboard.StatusCode.Should().Be(HttpStatusCode.OK);
        (await dashboard.Content.ReadAsStringAsync()).Should().Contain("Overview");
        using var page = await visitor.GetAsync("login");
        (await page.Content.ReadAsStringAsync()).Should().Contain("In Development the dashboard is open");
    }
}
