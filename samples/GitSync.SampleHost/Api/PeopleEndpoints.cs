using GitSync.SampleHost.Board;

namespace GitSync.SampleHost.Api;

/// <summary><c>/api/people/{login}/claim</c>: a user says which GitHub account is theirs. A real application asks GitHub to prove it (OAuth).</summary>
internal static class PeopleEndpoints
{
    private const int MaximumLoginLength = 39;
    private const int MaximumUserLength = 100;

    public static void Map(IEndpointRouteBuilder endpoints) => endpoints.MapPost("/api/people/{login}/claim", ClaimAsync);

    private static async Task<IResult> ClaimAsync(
        string login, HttpRequest request, BoardDatabase database, IReattribution reattribution, CancellationToken cancellationToken)
    {
        var fields = await FieldReader.ReadAsync(request, ["user"], [], cancellationToken);
        var user = fields.Text("user", 1, MaximumUserLength);
        if (user is null)
        {
            fields.Errors.TryAdd("user", ["Say which user claims the account."]);
        }

        if (login.Length > MaximumLoginLength || !login.All(each => char.IsAsciiLetterOrDigit(each) || each is '-' or '_'))
        {
            fields.Errors["login"] = [$"A login has at most {MaximumLoginLength} letters, digits and hyphens."];
        }

        if (fields.Errors.Count > 0)
        {
            return TypedResults.ValidationProblem(fields.Errors);
        }

        var former = await database.WriteAsync(
            async session =>
            {
                var before = await PeopleTable.FindUserIdAsync(session, login);
                await PeopleTable.ClaimAsync(session, login, user!);
                return before ?? login;
            },
            cancellationToken);
        return TypedResults.Ok(new { login, user, records = await reattribution.StartAsync(new GitHubAccount(login), former, cancellationToken) });
    }
}
