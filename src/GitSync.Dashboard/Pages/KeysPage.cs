using GitSync.Dashboard.Rendering;

namespace GitSync.Dashboard.Pages;

/// <summary>What can be done without a mouse. A value.</summary>
internal sealed record KeyList(IReadOnlyList<(string Keys, string What)> Keys);

/// <summary>The keys.</summary>
internal static class KeysPage
{
    private static readonly KeyList All = new(
    [
        ("/", "search"),
        ("?", "this page"),
        ("g h", "overview"),
        ("g o", "operations"),
        ("g l", "lanes"),
        ("g d", "deliveries"),
        ("g r", "repositories"),
        ("g a", "audit"),
        ("j", "next row"),
        ("k", "row before"),
        ("Enter", "open the row"),
        ("x", "tick the row"),
        ("p", "pause live updates, and let them go on"),
    ]);

    public static IResult Show() => PageResult.Of<KeysView, KeyList>(All);
}
