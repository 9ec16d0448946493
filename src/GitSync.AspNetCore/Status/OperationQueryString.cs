using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace GitSync.AspNetCore;

/// <summary>Reads the operations list's query string; every mistake is named with its field.</summary>
internal static class OperationQueryString
{
    public static bool TryRead(IQueryCollection values, [NotNullWhen(true)] out OperationQuery? query, out Dictionary<string, string[]> errors)
    {
        errors = [];
        query = null;
        OperationState? state = null;
        if (values["state"].ToString() is { Length: > 0 } stateText)
        {
            if (OperationStates.TryParse(stateText, out var known))
            {
                state = known;
            }
            else
            {
                errors["state"] = [$"One of {string.Join(", ", OperationStates.All.Select(each => each.Name()))}."];
            }
        }

        Guid? after = null;
        if (values["after"].ToString() is { Length: > 0 } afterText)
        {
            if (Guid.TryParse(afterText, out var id))
            {
                after = id;
            }
            else
            {
                errors["after"] = ["The id of the last operation of the page before, a UUID."];
            }
        }

        var limit = 100;
        if (values["limit"].ToString() is { Length: > 0 } limitText
            && (!int.TryParse(limitText, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > OperationQuery.MaximumLimit))
        {
            errors["limit"] = [$"A number from 1 to {OperationQuery.MaximumLimit}."];
        }

        var (task, comment) = (values["taskId"].ToString(), values["commentId"].ToString());
        if (task.Length > 0 && comment.Length > 0)
        {
            errors["commentId"] = ["Either taskId or commentId, not both."];
        }

        foreach (var (field, id) in new[] { ("taskId", task), ("commentId", comment) })
        {
            if (id.Contains('\0', StringComparison.Ordinal))
            {
                errors[field] = ["An id without U+0000."];
            }
        }

        if (errors.Count > 0)
        {
            return false;
        }

        query = new OperationQuery
        {
            State = state,
            Local = task.Length > 0 ? LaneName.OfTask(task) : comment.Length > 0 ? LaneName.OfComment(comment) : null,
            After = after,
            Limit = limit,
        };
        return true;
    }

    /// <summary>A Link header (RFC 8288) to the next page, with the same filters.</summary>
    public static string NextLink(HttpRequest request, Guid last)
    {
        var query = new QueryBuilder(request.Query.Where(pair => pair.Key != "after").SelectMany(pair => pair.Value, (pair, value) =>
            KeyValuePair.Create(pair.Key, value ?? "")))
        {
            { "after", last.ToString() },
        };
        return $"<{request.PathBase}{request.Path}{query}>; rel=\"next\"";
    }
}
