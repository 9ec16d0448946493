using GitSync.Dashboard.Rendering;

namespace GitSync.Dashboard.Pages;

/// <summary>A sentence that stands in for a page.</summary>
internal sealed record Message(string Title, string Sentence);

/// <summary>What is shown where there is nothing else to show: not found, a mistake in the address, the store away.</summary>
internal static class MessagePage
{
    public static IResult Show(int statusCode, string title, string sentence) =>
        PageResult.Of<MessageView, Message>(new Message(title, sentence), statusCode);

    public static IResult NotFound(string title, string sentence) => Show(StatusCodes.Status404NotFound, title, sentence);

    /// <summary>For people who see some installations only.</summary>
    public static IResult OfAllInstallations() =>
        Show(StatusCodes.Status403Forbidden, "Refused", "This page is about all installations together, and you see some of them.");

    public static IResult Invalid(string title, string sentence) => Show(StatusCodes.Status400BadRequest, title, sentence);
}
