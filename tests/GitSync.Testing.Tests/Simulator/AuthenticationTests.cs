using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using static GitSync.Testing.Tests.Simulator.HttpExtensions;
using static GitSync.Testing.Tests.Simulator.SimulatorWorld;

namespace GitSync.Testing.Tests.Simulator;

/// <summary>Who gets in, and how far.</summary>
public sealed class AuthenticationTests
{
    private const string Issues = $"repos/{Owner}/{Name}/issues";

    [Fact]
    public async Task NoToken_WrongToken_ExpiredToken_Are401()
    {
        await using var world = new SimulatorWorld();
        var anonymous = world.Http();
        anonymous.DefaultRequestHeaders.Authorization = null;

        (await anonymous.GetAsync(Issues)).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await world.Http("ghs_wrong").GetAsync(Issues)).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        world.Clock.Advance(TimeSpan.FromMinutes(59));
        (await world.Http().GetAsync(Issues)).StatusCode.Should().Be(HttpStatusCode.OK);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        (await world.Http().GetAsync(Issues)).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Token_SeesOnlyItsInstallation()
    {
        await using var world = new SimulatorWorld();
        var foreign = world.Simulator.CreateRepository("evil", "corp", 9_000_000_666);
        world.Simulator.OpenIssue(foreign.Id, "secret");

        (await world.Http().GetAsync("repos/evil/corp/issues/1")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await world.Http().GetAsync($"repositories/{foreign.Id}/issues")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await world.Http().PostAsync($"repositories/{foreign.Id}/issues", Json("""{"title":"t"}"""))).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task NarrowedToken_SeesAndMayOnlyWhatWasAskedFor()
    {
        await using var world = new SimulatorWorld();
        world.Simulator.CreateRepository(Owner, "other", AcmeInstallation, 8_000_000_002);

        var answer = await world.Http("a.b.c").PostAsync($"app/installations/{AcmeInstallation}/access_tokens", Json(
            $$"""{"repository_ids":[{{RepositoryId}}],"permissions":{"issues":"read"} }"""));
        var token = (await answer.ObjectAsync())["token"]!.GetValue<string>();

        answer.StatusCode.Should().Be(HttpStatusCode.Created);
        (await world.Http(token).GetAsync(Issues)).StatusCode.Should().Be(HttpStatusCode.OK);
        (await world.Http(token).GetAsync("repos/acme/other/issues")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await world.Http(token).PostAsync(Issues, Json("""{"title":"t"}"""))).StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task TokenForAForeignRepository_Is422()
    {
        await using var world = new SimulatorWorld();
        var foreign = world.Simulator.CreateRepository("evil", "corp", 9_000_000_666);

        var answer = await world.Http("a.b.c").PostAsync(
            $"app/installations/{AcmeInstallation}/access_tokens", Json($$"""{"repository_ids":[{{foreign.Id}}] }"""));

        answer.StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task SuspendedInstallation_GetsNoTokenAndItsOldOnesStopWorking()
    {
        await using var world = new SimulatorWorld();
        world.Simulator.SuspendInstallation(AcmeInstallation);

        (await world.Http("a.b.c").PostAsync($"app/installations/{AcmeInstallation}/access_tokens", Json("{}"))).StatusCode
            .Should().Be(HttpStatusCode.Forbidden);
        (await world.Http().GetAsync(Issues)).StatusCode.Should().Be(HttpStatusCode.Forbidden);

        world.Simulator.UnsuspendInstallation(AcmeInstallation);
        (await world.Http().GetAsync(Issues)).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task StaticToken_ActsAsItsPerson()
    {
        await using var world = new SimulatorWorld(o => o.StaticTokens["pat"] = "mona");

        await world.Http("pat").PostAsync(Issues, Json("""{"title":"t"}"""));

        world.Simulator.GetIssue(RepositoryId, 1).Author.Should().Be("mona");
        (await (await world.Http("pat").GetAsync("user")).ObjectAsync())["login"]!.GetValue<string>().Should().Be("mona");
    }

    [Fact]
    public async Task NoUserAgent_IsRefused()
    {
        await using var world = new SimulatorWorld();
        var client = world.Http();
        client.DefaultRequestHeaders.UserAgent.Clear();

        (await client.GetAsync(Issues)).StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("1001", -60, 540, true)]
    [InlineData("1002", -60, 540, false)]
    [InlineData("1001", -60, -1, false)]
    [InlineData("1001", -60, 660, false)]
    [InlineData("1001", 120, 540, false)]
    public async Task AppJwt_IsCheckedByIssuerAndTimes(string issuer, int issuedIn, int expiresIn, bool accepted)
    {
        using var key = RSA.Create(2048);
        await using var world = new SimulatorWorld(o => o.AppKeyPem = key.ExportSubjectPublicKeyInfoPem());

        var answer = await world.Http(Jwt(key, world, issuer, issuedIn, expiresIn)).GetAsync("app");

        answer.StatusCode.Should().Be(accepted ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task AppJwt_SignedByAnotherKeyOrBroken_Is401()
    {
        using var key = RSA.Create(2048);
        using var other = RSA.Create(2048);
        await using var world = new SimulatorWorld(o => o.AppKeyPem = key.ExportSubjectPublicKeyInfoPem());

        foreach (var token in new[] { Jwt(other, world, "1001", -60, 540), "a.b.c", "e30.e30.", "..", "x" })
            (await world.Http(token).GetAsync("app")).StatusCode.Should().Be(HttpStatusCode.Unauthorized, token);
    }

    private static string Jwt(RSA key, SimulatorWorld world, string issuer, int issuedIn, int expiresIn)
    {
        var now = world.Clock.GetUtcNow().ToUnixTimeSeconds();
        static string Part(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
        var text = Part("""{"alg":"RS256","typ":"JWT"}""") + "."
            + Part($$"""{"iss":"{{issuer}}","iat":{{now + issuedIn}},"exp":{{now + expiresIn}} }""");
        return text + "." + Base64Url.EncodeToString(
            key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }
}
