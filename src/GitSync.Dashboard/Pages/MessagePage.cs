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

    public static IResult Invalid(string title, string sentence) => Show(StatusCodes.Status400BadRequest, title, sentence);
}
