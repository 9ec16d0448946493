using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GitSync.Dashboard.Rendering;

/// <summary>Pages as results of endpoints.</summary>
internal static class PageResult
{
    public static IResult Of<TPage, TData>(TData data, int statusCode = StatusCodes.Status200OK)
        where TPage : IComponent
        where TData : class => new PageResult<TPage, TData>(data, statusCode);
}

/// <summary>
/// A component rendered as a whole page. By <see cref="HtmlRenderer"/> and not by a result that needs AddRazorComponents: the dashboard is mapped with
/// one line and changes no setting of the host's (ADR 21).
/// </summary>
internal sealed class PageResult<TPage, TData>(TData data, int statusCode) : IResult
    where TPage : IComponent
    where TData : class
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var frame = await PageFrame.OfAsync(httpContext);
        await using var renderer = new HtmlRenderer(httpContext.RequestServices, httpContext.RequestServices.GetRequiredService<ILoggerFactory>());
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?>
        {
            [nameof(CascadingValue<>.Value)] = frame,
            [nameof(CascadingValue<>.ChildContent)] = Cascade(data, builder =>
            {
                builder.OpenComponent<TPage>(0);
                builder.CloseComponent();
            }),
        });
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<CascadingValue<PageFrame>>(parameters)).ToHtmlString());
        httpContext.Response.StatusCode = statusCode;
        httpContext.Response.ContentType = "text/html; charset=utf-8";
        await httpContext.Response.WriteAsync(html, Encoding.UTF8, httpContext.RequestAborted);
    }

    private static RenderFragment Cascade(TData value, RenderFragment content) => builder =>
    {
        builder.OpenComponent<CascadingValue<TData>>(0);
        builder.AddComponentParameter(1, nameof(CascadingValue<>.Value), value);
        builder.AddComponentParameter(2, nameof(CascadingValue<>.ChildContent), content);
        builder.CloseComponent();
    };
}
