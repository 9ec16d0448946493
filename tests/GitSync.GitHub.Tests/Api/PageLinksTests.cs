namespace GitSync.GitHub.Tests;

/// <summary>What a Link header says, and that a strange one says nothing.</summary>
public sealed class PageLinksTests
{
    [Theory]
    [InlineData("""<https://api.github.com/repositories/1/issues?state=all&page=2>; rel="next", <https://api.github.com/repositories/1/issues?state=all&page=34>; rel="last" """, true, 34, null)]
    [InlineData("""<https://api.github.com/repositories/1/issues?page=33>; rel="prev", <https://api.github.com/repositories/1/issues?page=1>; rel="first" """, false, null, null)]
    [InlineData("""<https://api.github.com/app/hook/deliveries?per_page=100&cursor=v1_123%3D>; rel="next" """, true, null, "v1_123=")]
    [InlineData("""<x>; rel="next" """, true, null, null)]
    [InlineData("""<https://api.github.com/a?page=many>; rel="last" """, false, null, null)]
    [InlineData("""<https://api.github.com/a?page=99999999999999>; rel="last" """, false, null, null)]
    [InlineData("nonsense", false, null, null)]
    [InlineData("<<<>>>;;;rel=rel=", false, null, null)]
    [InlineData("", false, null, null)]
    [InlineData(null, false, null, null)]
    public void Header_IsReadLeniently(string? header, bool hasNext, int? last, string? cursor) =>
        PageLinks.Of(header).Should().Be(new PageLinks(hasNext, last, cursor));
}
