namespace GitSync.SampleHost.Board;

/// <summary>
/// The board's users as GitSync sees them. Until somebody claims an account, its login itself is the placeholder: the board shows people by name, and so
/// an unclaimed one reads as its login.
/// </summary>
internal sealed class BoardUsers(BoardDatabase database) : IUserDirectory
{
    public async ValueTask<string?> FindUserIdAsync(GitHubAccount account, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => PeopleTable.FindUserIdAsync(session, account.Login), cancellationToken);

    public ValueTask<string?> FindOrAddPlaceholderAsync(GitHubAccount account, CancellationToken cancellationToken) => new(account.Login);

    public async ValueTask<string?> FindLoginAsync(string userId, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => PeopleTable.FindLoginAsync(session, userId), cancellationToken) ?? userId;
}
