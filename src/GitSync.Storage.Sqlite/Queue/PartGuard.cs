using Microsoft.Data.Sqlite;

namespace GitSync.Storage.Sqlite;

/// <summary>Undoes one part of a call when it fails, so that the others stand.</summary>
internal sealed class PartGuard(SqliteSession session, StoreLog log)
{
    private const string Savepoint = "SAVEPOINT gitsync_part";
    private const string Release = "RELEASE gitsync_part";
    private const string RollbackTo = "ROLLBACK TO gitsync_part";

    public T Run<T>(Func<T> part, Func<Exception, T> instead)
    {
        session.Statements[Savepoint].Run();
        var mark = session.Mark();
        try
        {
            var result = part();
            session.Statements[Release].Run();
            return result;
        }
        catch (Exception exception) when (IsOfThePart(exception))
        {
            log.PartFailed(exception);
            session.ReturnTo(mark);
            session.Statements[RollbackTo].Run();
            session.Statements[Release].Run();
            return instead(exception);
        }
    }

    /// <summary>
    /// A full disk or a lost file is everybody's fault; a broken rule of the schema (SQLITE_CONSTRAINT) is the part's own.
    /// </summary>
    public static bool IsOfThePart(Exception exception) =>
        exception is not SqliteException { SqliteErrorCode: not SQLitePCL.raw.SQLITE_CONSTRAINT } and not OutOfMemoryException;
}
