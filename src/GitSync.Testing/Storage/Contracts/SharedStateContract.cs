using System.Text;
using Xunit;

namespace GitSync.Testing;

/// <summary>Documents that hosts share: one change at a time, whole or not at all.</summary>
/// <typeparam name="THarness">The adapter's harness.</typeparam>
public abstract class SharedStateContract<THarness> : StoreContract<THarness>
    where THarness : StoreHarness, new()
{
    /// <summary>From nothing to a document, to another, to nothing.</summary>
    [Fact]
    public async Task Document_IsMadeChangedAndRemoved()
    {
        Assert.Null(await Store.FindStateAsync("limits/7"));
        Assert.Equal([1], await Store.ChangeStateAsync("limits/7", _ => [1]));
        Assert.Equal([1, 2], await Store.ChangeStateAsync("limits/7", before => [.. before!, 2]));
        Assert.Equal([1, 2], await Store.FindStateAsync("limits/7"));
        Assert.Null(await Store.ChangeStateAsync("limits/7", _ => null));
        Assert.Null(await Store.FindStateAsync("limits/7"));
        Assert.Null(await Store.ChangeStateAsync("limits/7", before => before));
        Assert.Empty(await Store.ListStateAsync("limits/"));
    }

    /// <summary>By prefix, in order; other names are left out.</summary>
    [Fact]
    public async Task Documents_AreListedByPrefix()
    {
        foreach (var name in (string[])["sweep/2", "limits/9", "limits/10", "limits-of/1", "limits/1"])
        {
            await Store.ChangeStateAsync(name, _ => Encoding.UTF8.GetBytes(name));
        }

        var listed = await Store.ListStateAsync("limits/");
        Assert.Equal(["limits/1", "limits/10", "limits/9"], listed.Select(document => document.Key));
        Assert.All(listed, document => Assert.Equal(document.Key, Encoding.UTF8.GetString(document.Value)));
    }

    /// <summary>Sixteen callers count to two hundred together: no change is lost.</summary>
    [Fact]
    public async Task ConcurrentChanges_AreMadeOneAfterTheOther()
    {
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 13; i++)
            {
                await Store.ChangeStateAsync("count", before => BitConverter.GetBytes(before is null ? 1 : BitConverter.ToInt32(before) + 1));
            }
        })));
        Assert.Equal(208, BitConverter.ToInt32(await Store.FindStateAsync("count")));
    }

    /// <summary>A change that throws stores nothing and hurts nobody.</summary>
    [Fact]
    public async Task FailingChange_LeavesTheDocumentAsItWas()
    {
        await Store.ChangeStateAsync("a", _ => [1]);
        await Assert.ThrowsAsync<FormatException>(() => Store.ChangeStateAsync("a", _ => throw new FormatException()));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.ChangeStateAsync("a", _ => new byte[ISharedState.MaximumLength + 1]));
        Assert.Equal([1], await Store.FindStateAsync("a"));
    }

    /// <summary>Names are plain: they are prefixes, and parts of pages' addresses.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a%")]
    [InlineData("\u00e4")]
    [InlineData("a\0")]
    public async Task NameOfOtherCharacters_IsRefused(string name)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Store.ChangeStateAsync(name, _ => [1]));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.FindStateAsync(name));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.ListStateAsync(name));
    }
}
