using Xunit;

namespace GitSync.Testing;

/// <summary>What administrators did is kept and listed.</summary>
public abstract class AuditContract<THarness> : StoreContract<THarness>
    where THarness : StoreHarness, new()
{
    /// <summary>An entry comes back as it was written; the same id again changes nothing.</summary>
    [Fact]
    public async Task Entry_IsKeptAsItWasWrittenFirst()
    {
        var entry = Entry() with { Reason = "It hung \u00e4 while. \U0001F600", Details = "Queued again." };
        await Store.AppendAsync(entry);
        await Store.AppendAsync(entry with { Actor = "somebody else" });
        var bare = Entry();
        await Store.AppendAsync(bare);
        Assert.Equal([bare, entry], await Store.ListAuditAsync(new AuditQuery()));
    }

    /// <summary>Newest first, in pages, by what it was done to and by who did it.</summary>
    [Fact]
    public async Task Entries_AreListedNewestFirstByTargetAndActor()
    {
        var entries = new List<AuditEntry>();
        for (var i = 0; i < 12; i++)
        {
            entries.Insert(0, Entry() with { Actor = "user" + (i % 2), Target = "lane/" + (i % 3) });
            await Store.AppendAsync(entries[0]);
        }

        Assert.Equal(entries, await PagesAsync(new AuditQuery { Limit = 5 }));
        var ofLane = new AuditQuery { Target = "lane/1", Limit = 1 };
        Assert.Equal(entries.Where(entry => entry.Target == "lane/1"), await PagesAsync(ofLane));
        Assert.Equal(entries.Where(entry => entry.Actor == "user0"), await PagesAsync(new AuditQuery { Actor = "user0", Limit = 4 }));
        Assert.Equal(
            entries.Where(entry => entry is { Actor: "user0", Target: "lane/1" }), await PagesAsync(ofLane with { Actor = "user0" }));
        Assert.Empty(await PagesAsync(new AuditQuery { Target = "lane/17" }));
    }

    /// <summary>What is empty, too long or cannot be stored everywhere is refused everywhere.</summary>
    [Fact]
    public async Task UnusableText_IsRefused()
    {
        AuditEntry[] refused =
        [
            Entry() with { Actor = "" },
            Entry() with { Action = "" },
            Entry() with { Target = "" },
            Entry() with { Actor = new string('a', 201) },
            Entry() with { Action = new string('a', 51) },
            Entry() with { Target = new string('a', 201) },
            Entry() with { Reason = new string('a', AuditEntry.MaximumTextLength + 1) },
            Entry() with { Details = new string('a', AuditEntry.MaximumTextLength + 1) },
            Entry() with { Reason = "a\0b" },
            Entry() with { Details = "half \ud83d" },
        ];
        foreach (var entry in refused)
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.AppendAsync(entry));
        }

        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.ListAuditAsync(new AuditQuery { Actor = "a\0" }));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.ListAuditAsync(new AuditQuery { Limit = 0 }));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.ListAuditAsync(new AuditQuery { Limit = 501 }));
        Assert.Empty(await Store.ListAuditAsync(new AuditQuery()));
    }

    /// <summary>The longest texts are kept.</summary>
    [Fact]
    public async Task LongestTexts_AreKept()
    {
        var entry = new AuditEntry
        {
            Id = Make.NextId(),
            At = Clock.GetUtcNow(),
            Actor = new string('\u00e4', 200),
            Action = new string('b', 50),
            Target = new string('\u20ac', 200),
            Reason = new string('\u20ac', AuditEntry.MaximumTextLength),
            Details = new string('d', AuditEntry.MaximumTextLength),
        };
        await Store.AppendAsync(entry);
        Assert.Equal(entry, Assert.Single(await Store.ListAuditAsync(new AuditQuery { Target = entry.Target, Actor = entry.Actor })));
    }

    /// <summary>Entries outlive operations, but not for ever.</summary>
    [Fact]
    public async Task OldEntries_AreRemovedAfterTheirOwnTime()
    {
        var old = Entry();
        await Store.AppendAsync(old);
        Clock.Advance(IAuditLog.Keep);
        var recent = Entry();
        await Store.AppendAsync(recent);
        await Store.MaintainAsync(TimeSpan.FromDays(5));
        Assert.Equal([recent, old], await Store.ListAuditAsync(new AuditQuery()));
        Clock.Advance(TimeSpan.FromSeconds(1));
        await Store.MaintainAsync(TimeSpan.FromDays(5));
        Assert.Equal([recent], await Store.ListAuditAsync(new AuditQuery()));
    }

    private AuditEntry Entry() => new() { Id = Make.NextId(), At = Clock.GetUtcNow(), Actor = "ada", Action = "retry", Target = "operation/1" };

    private async Task<List<AuditEntry>> PagesAsync(AuditQuery query)
    {
        var all = new List<AuditEntry>();
        for (var page = await Store.ListAuditAsync(query); page.Count > 0; page = await Store.ListAuditAsync(query with { Before = page[^1].Id }))
        {
            Assert.True(page.Count <= query.Limit);
            all.AddRange(page);
        }

        return all;
    }
}
