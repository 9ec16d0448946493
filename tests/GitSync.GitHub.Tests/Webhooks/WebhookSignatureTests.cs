using System.Text;

namespace GitSync.GitHub.Tests;

public sealed class WebhookSignatureTests
{
    // GitHub's own example for testing an implementation.
    private const string DocumentedSecret = "It's a Secret to Everybody";
    private const string DocumentedSignature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    private static readonly byte[] DocumentedBody = Encoding.UTF8.GetBytes("Hello, World!");

    [Fact]
    public void DocumentedExample_IsValid()
    {
        WebhookSignature.IsValid(DocumentedSignature, DocumentedBody, [DocumentedSecret]).Should().BeTrue();
        WebhookSignature.Sign(DocumentedBody, DocumentedSecret).Should().Be(DocumentedSignature);
    }

    [Theory]
    [InlineData("old", true)]
    [InlineData("new", true)]
    [InlineData("older", false)]
    public void SeveralSecrets_EachOfThemHolds(string signedWith, bool valid) =>
        WebhookSignature.IsValid(WebhookSignature.Sign("{}"u8, signedWith), "{}"u8, ["old", "new"]).Should().Be(valid);

    [Theory]
    [InlineData("old", "valid (sha256, secret 1 of 2)")]
    [InlineData("new", "valid (sha256, secret 2 of 2)")]
    [InlineData("older", null)]
    public void ValidSignature_TellsWhichSecretHeldAndNothingOfIt(string signedWith, string? told) =>
        WebhookSignature.Describe(WebhookSignature.Sign("{}"u8, signedWith), "{}"u8, ["old", " ", "new"]).Should().Be(told);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sha256=")]
    [InlineData("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e1")]
    [InlineData("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e170")]
    [InlineData("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e18")]
    [InlineData("sha256=z57107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")]
    [InlineData("sha512=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")]
    [InlineData("SHA256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")]
    [InlineData(" sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")]
    [InlineData("757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")]
    public void MissingMalformedOrWrongHeader_IsInvalid(string? header) =>
        WebhookSignature.IsValid(header, DocumentedBody, [DocumentedSecret]).Should().BeFalse();

    [Fact]
    public void UpperCaseHexadecimal_IsValid() =>
        WebhookSignature.IsValid("sha256=" + DocumentedSignature[7..].ToUpperInvariant(), DocumentedBody, [DocumentedSecret]).Should().BeTrue();

    [Fact]
    public void OneChangedByte_IsInvalid() =>
        WebhookSignature.IsValid(DocumentedSignature, "Hello, World?"u8, [DocumentedSecret]).Should().BeFalse();

    [Fact]
    public void NoSecretOrEmptySecret_IsInvalid()
    {
        WebhookSignature.IsValid(DocumentedSignature, DocumentedBody, []).Should().BeFalse();
        WebhookSignature.IsValid(WebhookSignature.Sign("{}"u8, ""), "{}"u8, ["", " "]).Should().BeFalse();
    }
}
