using System.Text.RegularExpressions;

namespace GitSync.Architecture.Tests;

/// <summary>The documents that say what shows a promise name tests that are there.</summary>
public sealed partial class NamedTestsTests
{
    [Theory]
    [InlineData("threat-model.md")]
    [InlineData("testing.md")]
    public void EveryNamedTest_IsThere(string document)
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Packages.Root(), "tests"), "*.cs", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Path.Combine(Packages.Root(), "src", "GitSync.Testing", "Storage", "Contracts"), "*.cs"))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .GroupBy(file => Path.GetFileNameWithoutExtension(file))
            .ToDictionary(files => files.Key, files => string.Concat(files.Select(File.ReadAllText)));
        var named = NamedTest().Matches(File.ReadAllText(Path.Combine(Packages.Root(), "docs", document)));

        named.Should().NotBeEmpty();
        named.Select(match => (Class: match.Groups["class"].Value, Method: match.Groups["method"].Value))
            .Where(test => !sources.TryGetValue(test.Class, out var source) || (test.Method.Length > 0 && !source.Contains($" {test.Method}(", StringComparison.Ordinal)))
            .Should().BeEmpty();
    }

    [GeneratedRegex(@"`(?<class>[A-Z]\w+(?:Tests|Contract))(?:\.(?<method>\w+))?`")]
    private static partial Regex NamedTest();
}
