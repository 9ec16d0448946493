namespace GitSync.Dashboard.Tests;

/// <summary>Without a browser the tests fail, with a sentence that says what to do.</summary>
public sealed class ChromiumTests
{
    [Fact]
    public void BrowserThatIsMissing_SaysWhatToInstall() => ((Action)(() => Chromium.Find(null, _ => false)))
        .Should().Throw<InvalidOperationException>().WithMessage("*install the Debian package chromium*GITSYNC_TEST_CHROMIUM*");

    [Fact]
    public void ExecutableThatIsNamed_IsTaken() => Chromium.Find("/opt/other", _ => true).Should().Be("/opt/other");

    [Fact]
    public void NoName_IsDebiansPlace() => Chromium.Find("", _ => true).Should().Be(Chromium.Debian);
}
