using System.Net.Sockets;
using Npgsql;

namespace GitSync.Storage.Postgres;

/// <summary>What the database's errors mean for a caller (<see href="https://www.postgresql.org/docs/current/errcodes-appendix.html"/>).</summary>
internal static class PostgresFailures
{
    /// <summary>The transaction was ended for reasons of concurrency; the same again succeeds sooner or later.</summary>
    public static bool IsConcurrency(Exception failure) => failure is NamesChangedException
        || (failure is PostgresException { SqlState: var state }
            && state is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.UniqueViolation
                or PostgresErrorCodes.InvalidSqlStatementName);

    /// <summary>
    /// What is written cannot be stored (class 22), collides (23) or is too large (54), or the code that decides about it failed: the same again
    /// fails again. Everything else is the database's or the network's matter.
    /// </summary>
    public static bool IsOfTheData(Exception failure) => failure switch
    {
        PostgresException known => known.SqlState[..2] is "22" or "23" or "54",
        NpgsqlException or StoreUnavailableException or NamesChangedException => false,
        _ => true,
    };

    /// <summary>Another transaction was faster to give a lane this name.</summary>
    public static bool IsNameTaken(PostgresException failure) =>
        failure is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: LaneSql.NamesKey };

    /// <summary>A lane is held by somebody's open transaction for longer than we wait.</summary>
    public static bool IsLocked(Exception failure) => failure is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable };

    /// <summary>The connection broke, so what became of a commit under way is not known.</summary>
    public static bool IsConnectionLost(Exception failure) =>
        failure is NpgsqlException and not PostgresException or IOException or SocketException or TimeoutException
        || failure is PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown };

    /// <summary>Told to the caller as unavailable, but of this one piece of work: its lane is locked, or it lost against others.</summary>
    public static bool IsOfItsLane(Exception failure) => failure is StoreUnavailableException { InnerException: { } inner }
        && (IsLocked(inner) || IsConcurrency(inner));

    /// <summary>The failure in the caller's words; the same instance when there is nothing to add.</summary>
    public static Exception Translate(Exception failure) => failure switch
    {
        StoreUnavailableException => failure,
        NamesChangedException or PostgresException
        {
            SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.InvalidSqlStatementName,
        } =>
            new StoreUnavailableException("The transaction lost against others again and again; nothing was stored. Try again.", failure),
        PostgresException known => SentenceOf(known) is { } sentence ? new StoreUnavailableException(sentence, known) : failure,
        _ when IsConnectionLost(failure) => new StoreUnavailableException(
            "The PostgreSQL database cannot be reached. Check that it runs and that ConnectionString names it; GitSync goes on when it is back.", failure),
        _ => failure,
    };

    /// <summary>A sentence for errors that pass without a change of code or data; null for all others.</summary>
    private static string? SentenceOf(PostgresException failure) => failure.SqlState switch
    {
        PostgresErrorCodes.DiskFull => "53100: the database's disk is full. Free some space; nothing was stored and nothing is lost.",
        PostgresErrorCodes.TooManyConnections =>
            "53300: the database has no connection left. Raise its max_connections, or lower Maximum Pool Size in ConnectionString.",
        PostgresErrorCodes.OutOfMemory or PostgresErrorCodes.InsufficientResources or PostgresErrorCodes.ConfigurationLimitExceeded =>
            $"{failure.SqlState}: the database has run out of resources ({failure.MessageText}).",
        PostgresErrorCodes.ReadOnlySqlTransaction =>
            "25006: the database is read-only: ConnectionString names a replica, or default_transaction_read_only is on. GitSync has to write.",
        PostgresErrorCodes.CannotConnectNow => "57P03: the database is starting or stopping; GitSync goes on when it is there.",
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown => $"{failure.SqlState}: the database ended the connection; GitSync goes on when it is back.",
        PostgresErrorCodes.LockNotAvailable =>
            "55P03: another transaction holds the lane, or what the statement needs besides, for longer than LockTimeout. An application that enqueues in its own transaction must commit it soon.",
        PostgresErrorCodes.IoError => "58030: the database's disk fails; see the server's log.",
        PostgresErrorCodes.QueryCanceled => "57014: the database canceled the statement (statement_timeout); nothing was stored.",
        _ => null,
    };
}

/// <summary>Nobody can say what became of a commit.</summary>
internal sealed class CommitUnknownException(Exception? innerException) : Exception("The outcome of a commit is not known.", innerException);

/// <summary>A lane got or lost a name between two statements of a transaction; the transaction begins again and finds it.</summary>
internal sealed class NamesChangedException : Exception;
