namespace GitSync.SampleHost.Api;

/// <summary>Texts in a query string: ids and names, none of which holds U+0000 (PostgreSQL cannot even be asked for it).</summary>
internal static class QueryTexts
{
    public static ValueTask<object?> RefuseNulAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var errors = context.HttpContext.Request.Query
            .Where(parameter => parameter.Value.Any(value => value?.Contains('\0') == true))
            .ToDictionary(parameter => parameter.Key, _ => new[] { FieldReader.NulSentence });
        return errors.Count > 0 ? ValueTask.FromResult<object?>(TypedResults.ValidationProblem(errors)) : next(context);
    }
}
