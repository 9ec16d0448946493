using Dapper;

namespace GitSync.SampleHost.Board;

/// <summary>The SQL of the <c>people</c> table: which GitHub account is which of the board's users.</summary>
internal static class PeopleTable
{
    /// <summary>Logins are the same in any case (GitHub), user ids are not.</summary>
    public static Task<string?> FindUserIdAsync(BoardSession session, string login) => session.Connection.QuerySingleOrDefaultAsync<string?>(
        "SELECT user_id FROM people WHERE lower(login) = lower(@login)", new { login }, session.Transaction);

    public static Task<string?> FindLoginAsync(BoardSession session, string userId) => session.Connection.QuerySingleOrDefaultAsync<string?>(
        "SELECT login FROM people WHERE user_id = @userId", new { userId }, session.Transaction);

    /// <summary>Gives an account to a user, who has one account at most.</summary>
    public static Task ClaimAsync(BoardSession session, string login, string userId) => session.Connection.ExecuteAsync(
        """
        DELETE FROM people WHERE lower(login) = lower(@login) OR user_id = @userId;
        INSERT INTO people (login, user_id) VALUES (@login, @userId);
        """,
        new { login, userId },
        session.Transaction);
}
