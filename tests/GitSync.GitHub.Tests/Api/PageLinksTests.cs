namespace GitSync.GitHub.Tests;

/// <summary>What a Link header says, and that a strange one says nothing.</summary>
public sealed class PageLinksTests
{
    [Theory]
    [InlineData("""<https://api.github.com/repositories/1/issues?state=all&page=2>; rel="next", <https://api.github.com/repositories/1/issues?state=all&page=34>; rel="last" """, true, 34, null, false)]
    [InlineData("""<https://api.github.com/repositories/1/issues?page=33>; rel="prev", <https://api.github.com/repositories/1/issues?page=1>; rel="first" """, false, null, null, false)]
    [InlineData("""<https://api.github.com/app/hook/deliveries?per_page=100&cursor=v1_123%3D>; rel="next" """, true, null, "v1_123=", false)]
    [InlineData("""<x>; rel="next" """, true, null, null, false)]
    [InlineData("""<https://api.github.com/a?page=many>; rel="last" """, false, null, null, false)]
    [InlineData("""<https://api.github.com/a?page=99999999999999>; rel="last" """, false, null, null, false)]
    [InlineData("nonsense", false, null, null, true)]
    [InlineData("<<<>>>;;;rel=rel=", false, null, null, true)]
    [InlineData("", false, null, null, true)]
    [InlineData(null, false, null, null, true)]
    public void Header_IsReadLeniently(string? header, bool hasNext, int? last, string? cursor, bool isSilent) =>
        PageLinks.Of(header).Should().Be(new PageLinks(hasNext, last, cursor, isSilent));

    [Theory]
    [InlineData(null, 100, true)]
    [InlineData(null, 99, false)]
    [InlineData("""<https://api.github.com/a?page=2>; rel="next" """, 1, true)]
    [InlineData("""<https://api.github.com/a?page=1>; rel="first" """, 100, false)]
    public void FullPageThatNamesNoOther_IsNotTakenForTheLast(string? header, int count, bool hasMore) =>
        PageLinks.Of(header).HasMoreAfter(count, pageSize: 100).Should().Be(hasMore);
}
