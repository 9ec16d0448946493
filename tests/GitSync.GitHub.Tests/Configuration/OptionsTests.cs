using Microsoft.Extensions.Options;

namespace GitSync.GitHub.Tests;

public sealed class OptionsTests
{
    public static TheoryData<string, Action<GitHubOptions>> Faults => new()
    {
        { "GitSync:GitHub:ApiBaseAddress", options => options.ApiBaseAddress = new Uri("ftp://github.test/") },
        { "GitSync:GitHub:ApiBaseAddress", options => options.ApiBaseAddress = new Uri("http://github.test/") },
        { "GitSync:GitHub:RequestTimeout", options => options.RequestTimeout = TimeSpan.Zero },
        { "GitSync:GitHub:PageSize", options => options.PageSize = 101 },
        { "GitSync:GitHub:ProductName", options => options.ProductName = "Git Sync" },
        { "GitSync:GitHub:Token", options => options.Token = null },
        { "GitSync:GitHub:Token", options => options.AppId = "1" },
        { "GitSync:GitHub:PrivateKeyPem", options => (options.AppId, options.Token) = ("1", null) },
        { "GitSync:GitHub:PrivateKeyPem", options => (options.AppId, options.Token, options.PrivateKeyPem) = ("1", null, "no key") },
        { "GitSync:GitHub:PrivateKeyPath", options => (options.AppId, options.Token, options.PrivateKeyPath) = ("1", null, "/no/such/file.pem") },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void FaultyOption_IsNamed(string key, Action<GitHubOptions> fault)
    {
        var options = new GitHubOptions { Token = "t" };
        fault(options);

        new GitHubOptionsValidator().Validate(null, options).FailureMessage.Should().Contain(key);
    }

    [Fact]
    public void Secrets_AreNotRepeatedByWhatRefusesThem()
    {
        var options = new GitHubOptions { AppId = "1", PrivateKeyPem = "-----BEGIN RSA PRIVATE KEY-----\nY2FuYXJ5\n-----END RSA PRIVATE KEY-----" };
        new GitHubOptionsValidator().Validate(null, options).FailureMessage.Should().NotContain("Y2FuYXJ5");
        FluentActions.Invoking(() => AppKey.Read(options)).Should().Throw<Exception>().Which.ToString().Should().NotContain("Y2FuYXJ5");
        new AccessToken("canary", WasCached: true, MayBeOutdated: false).ToString().Should().NotContain("canary");
        $"{options}{new WebhookOptions { Secrets = { "canary" } }}".Should().NotContain("Y2FuYXJ5").And.NotContain("canary");
    }

    [Fact]
    public void TokenAlone_IsValid() =>
        new GitHubOptionsValidator().Validate(null, new GitHubOptions { Token = "t" }).Should().Be(ValidateOptionsResult.Success);

    [Fact]
    public void AppWithKeyOnOneLine_IsValid()
    {
        using var gateway = Gateway.WithApp();
        var options = gateway.Get<IOptions<GitHubOptions>>().Value;
        options.PrivateKeyPem = options.PrivateKeyPem!.Replace("\n", "\\n", StringComparison.Ordinal);

        new GitHubOptionsValidator().Validate(null, options).Should().Be(ValidateOptionsResult.Success);
    }

    [Theory]
    [InlineData("https://ghes.example/api/v3", "https://ghes.example/api/v3/")]
    [InlineData("https://api.github.com/", "https://api.github.com/")]
    public void BaseAddress_IsUsedAsGivenWithAClosingSlash(string given, string used) =>
        GitHubApi.BaseAddress(new GitHubOptions { ApiBaseAddress = new Uri(given) }).Should().Be(new Uri(used));

    [Fact]
    public void WebhookOptions_NameTheirFaults()
    {
        var options = new WebhookOptions { MaximumBodyBytes = 0, Secrets = { "" } };
        new WebhookOptionsValidator().Validate(null, options).Failures.Should().HaveCount(2);
        new WebhookOptionsValidator().Validate(null, new WebhookOptions { Secrets = { "s" } }).Should().Be(ValidateOptionsResult.Success);
    }
}
