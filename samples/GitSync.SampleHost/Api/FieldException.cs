namespace GitSync.SampleHost.Api;

/// <summary>A field that is wrong only together with what the record holds already.</summary>
internal sealed class FieldException(string field, string sentence) : Exception(sentence)
{
    /// <summary>Answers with the field, as for every other mistake.</summary>
    public static async ValueTask<object?> ToProblemAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (FieldException mistake)
        {
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { [mistake.Field] = [mistake.Message] });
        }
    }

    public string Field { get; } = field;
}
