using System.Text.Json;
using Microsoft.Playwright;

namespace GitSync.Dashboard.Tests;

/// <summary>An element that the keyboard came to.</summary>
/// <param name="Role">What a screen reader says it is.</param>
/// <param name="Name">What a screen reader calls it; empty for nothing.</param>
/// <param name="IsSeen">Whether it is in view with an outline.</param>
internal sealed record Stop(string Role, string Name, bool IsSeen);

/// <summary>Goes through a page with the Tab key alone.</summary>
internal static class KeyboardWalk
{
    /// <summary>Presses Tab until the page ends, or as often as allowed.</summary>
    /// <param name="page">An opened page.</param>
    /// <param name="maximum">How often at most: a page may have more than anybody wants to walk through.</param>
    public static async Task<IReadOnlyList<Stop>> WalkAsync(IPage page, int maximum = 50)
    {
        await using var tools = new Tools(page, await page.Context.NewCDPSessionAsync(page));
        var stops = new List<Stop>();
        for (var i = 0; i < maximum; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await tools.FindStopAsync() is not { } stop)
            {
                break;
            }

            stops.Add(stop);
        }

        return stops;
    }

    /// <summary>The same, and fails when the keyboard comes to something that is not seen or has no name, or to nothing at all.</summary>
    public static async Task<IReadOnlyList<Stop>> PassesAsync(IPage page, int maximum = 50)
    {
        var stops = await WalkAsync(page, maximum);
        stops.Should().NotBeEmpty("the keyboard has to come to something").And.OnlyContain(stop => stop.IsSeen && stop.Name != "");
        return stops;
    }

    /// <summary>Asks the browser itself for names, as it tells them to a screen reader; scripts of the page need not run for that.</summary>
    private sealed class Tools(IPage page, ICDPSession session) : IAsyncDisposable
    {
        /// <summary>Null where nothing has the focus.</summary>
        private const string Focused = "document.activeElement === document.body ? null : document.activeElement";

        private const string Seen =
            """
            () => {
                const box = document.activeElement.getBoundingClientRect();
                const style = getComputedStyle(document.activeElement);
                const isInView = box.width > 0 && box.height > 0 && box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
                const isClear = /^rgba\(.*, 0\)$|^transparent$/.test(style.outlineColor);
                return isInView && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 && !isClear;
            }
            """;

        public async Task<Stop?> FindStopAsync()
        {
            var evaluated = await session.SendAsync("Runtime.evaluate", new Dictionary<string, object> { ["expression"] = Focused });
            if (!evaluated!.Value.GetProperty("result").TryGetProperty("objectId", out var element))
            {
                return null;
            }

            var tree = await session.SendAsync(
                "Accessibility.getPartialAXTree", new Dictionary<string, object> { ["objectId"] = element.GetString()!, ["fetchRelatives"] = false });
            var node = tree!.Value.GetProperty("nodes")[0];
            return new Stop(Text(node, "role"), Text(node, "name"), await page.EvaluateAsync<bool>(Seen));
        }

        public async ValueTask DisposeAsync() => await session.DetachAsync();

        private static string Text(JsonElement node, string property) =>
            node.TryGetProperty(property, out var value) && value.TryGetProperty("value", out var text) ? text.GetString() ?? "" : "";
    }
}
