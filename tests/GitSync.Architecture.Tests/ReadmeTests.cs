namespace GitSync.Architecture.Tests;

/// <summary>What the README shows is what compiles.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void ProgramInTheReadme_IsTheQuickStartSample()
    {
        var program = File.ReadAllText(Path.Combine(Packages.Root(), "samples", "GitSync.QuickStart", "Program.cs")).Trim();

        File.ReadAllText(Path.Combine(Packages.Root(), "README.md")).Should().Contain(program);
        program.Split('\n').Length.Should().BeLessThanOrEqualTo(24);
    }

    [Fact]
    public void CodeOnTransactionalEnqueue_IsTakenFromWhatRuns()
    {
        var shown = File.ReadAllText(Path.Combine(Packages.Root(), "docs", "transactional-enqueue.md")).Split("```csharp\n")[1..];
        var compiled = new[] { "samples/GitSync.EntityFramework/TaskEditor.cs", "tests/GitSync.EntityFramework.Tests/PlainTransactionTests.cs" }
            .Select(file => Unindented(File.ReadAllText(Path.Combine(Packages.Root(), file))));

        shown.Select(code => Unindented(code[..code.IndexOf("```", StringComparison.Ordinal)]))
            .Zip(compiled, (code, file) => file.Contains(code, StringComparison.Ordinal)).Should().Equal(true, true);
    }

    [Fact]
    public void EveryLinkedFile_IsThere()
    {
        var readme = File.ReadAllText(Path.Combine(Packages.Root(), "README.md"));
        foreach (System.Text.RegularExpressions.Match link in System.Text.RegularExpressions.Regex.Matches(readme, @"\]\((?!http|#)([^)#]+)"))
        {
            File.Exists(Path.Combine(Packages.Root(), link.Groups[1].Value)).Should().BeTrue(link.Groups[1].Value);
        }
    }

    private static string Unindented(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()));
}
