namespace GitSync.MultiHost.Tests;

/// <summary>What a killed process leaves behind can be read; what nobody wrote so cannot.</summary>
public sealed class JournalTests : IDisposable
{
    private readonly string _file = Path.Combine(Directory.CreateTempSubdirectory("gitsync-journal-").FullName, "host.log");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);

    [Fact]
    public void RunThatWasWritten_IsRead()
    {
        var lease = new LaneLease(7, Guid.Parse("01890000-0000-7000-8000-000000000001"), "worker", 3);
        using (var writer = new JournalWriter(_file))
        {
            writer.Started(lease);
            writer.Ended(new Completion { Lease = lease, State = OperationState.Queued, Rule = SyncRule.Retry, Explanation = "" });
        }

        JournalReader.Read([_file]).Runs.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new { Lane = 7L, Fence = 3L, Operation = lease.OperationId, Worker = "worker", Meant = OperationState.Queued, Links = false });
    }

    [Fact]
    public void LastLineThatIsTorn_IsLeftOut()
    {
        File.WriteAllText(_file, "I worker\nW 1 2\nC 7 3 0189000");
        var read = JournalReader.Read([_file]);
        read.Claims.Should().BeEmpty();
        read.Renewals["worker"].Should().ContainSingle();
    }

    [Fact]
    public void OtherLineThatIsTorn_IsRefused()
    {
        File.WriteAllText(_file, "I worker\nC 7 3 0189000\nW 1 2\n");
        FluentActions.Invoking(() => JournalReader.Read([_file])).Should().Throw<FormatException>().WithMessage("*host.log*C 7 3 0189000*");
    }
}
