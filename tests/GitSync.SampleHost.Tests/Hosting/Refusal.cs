namespace GitSync.SampleHost.Tests;

/// <summary>A host that does not start, or gives up, for its configuration: with a sentence that names the key, and no more than that.</summary>
internal static class Refusal
{
    public const string Password = "not-to-be-shown";

    public static async Task OfAsync(TemporaryDatabase database, string named, params (string Key, string Value)[] settings)
    {
        await using var host = HostProcess.Launch(database, settings);
        await OfAsync(host, named);
    }

    public static async Task OfAsync(HostProcess host, string named)
    {
        await host.Exited.WaitAsync(TimeSpan.FromSeconds(60));

        host.ExitCode.Should().Be(1);
        await Eventually.HoldsAsync("the sentence is read", () => Task.FromResult(host.Output.Contains(named)), () => host.Output);
        host.Output.Should().Contain("cannot start").And.NotContain("   at ").And.NotContain(Password);
    }
}
