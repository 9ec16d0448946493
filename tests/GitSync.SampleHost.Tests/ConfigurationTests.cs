namespace GitSync.SampleHost.Tests;

/// <summary>A wrong configuration stops the host at start with a sentence that names the key.</summary>
public sealed class ConfigurationTests
{
    [Theory]
    [InlineData("Storage:Provider", "Oracle", "Storage:Provider")]
    [InlineData("GitHub:Mode", "Live", "GitHub:Mode")]
    [InlineData("GitHub:Mode", "App", "GitHub:AppId")]
    [InlineData("GitHub:ApiBaseAddress", "github", "GitHub:ApiBaseAddress")]
    [InlineData("GitHub:AppId", "-5", "GitHub:AppId")]
    [InlineData("GitSync:Connections:0:Repository", "no-owner", "GitSync:Connections:0:Repository")]
    [InlineData("GitSync:Connections:0:RepositoryId", "x", "GitSync:Connections:0:RepositoryId")]
    [InlineData("GitSync:MaximumAttempts", "0", "GitSync:MaximumAttempts")]
    [InlineData("GitSync:Lease", "00:00:01", "GitSync:Lease")]
    [InlineData("ConnectionStrings:GitSync", "Data Source=/no/such/folder/board.db", "ConnectionStrings:GitSync")]
    public async Task WrongValue_StopsTheHostAndNamesTheKey(string key, string value, string named)
    {
        await using var database = new SqliteDatabase();
        await using var host = HostProcess.Launch(database, (key, value));

        await host.Exited.WaitAsync(TimeSpan.FromSeconds(30));

        host.ExitCode.Should().Be(1);
        await Eventually.HoldsAsync("the sentence is read", () => Task.FromResult(host.Output.Contains(named)), () => host.Output);
        host.Output.Should().Contain("cannot start").And.NotContain("   at ");
    }
}
