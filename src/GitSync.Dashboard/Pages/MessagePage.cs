using GitSync.Dashboard.Rendering;
using Microsoft.AspNetCore.Http;

namespace GitSync.Dashboard.Pages;

/// <summary>A sentence that stands in for a page.</summary>
internal sealed record Message(string Title, string Sentence);

/// <summary>What is shown where there is nothing else to show: not found, a mistake in the address, the store away.</summary>
internal static class MessagePage
{
    public static IResult Show(HttpContext context, int statusCode, string title, string sentence) =>
        PageResult.Of<MessageView, Message>(context, new Message(title, sentence), statusCode);
}
