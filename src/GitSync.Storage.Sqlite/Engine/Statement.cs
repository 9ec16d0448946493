using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace GitSync.Storage.Sqlite;

/// <summary>
/// A prepared statement of the writing connection, kept for the connection's life. It speaks to SQLite directly: an operation takes
/// about ten statements from enqueue to end, and a command, reader and boxed parameters for each would cost more than the statement.
/// </summary>
internal sealed class Statement(sqlite3 database, string sql) : IDisposable
{
    private readonly sqlite3_stmt _statement = Prepare(database, sql);
    private int _parameter;
    private int _column;

    /// <summary>Starts a new execution: parameters are then added in the order of the SQL text.</summary>
    public Statement With()
    {
        // A read that failed half way left it open, and SQLite ignores bindings of an open statement (SQLITE_MISUSE).
        raw.sqlite3_reset(_statement);
        _parameter = 0;
        return this;
    }

    public Statement Add(long value)
    {
        raw.sqlite3_bind_int64(_statement, ++_parameter, value);
        return this;
    }

    public Statement Add(long? value) => value is { } known ? Add(known) : AddNull();

    public Statement Add(string? value)
    {
        if (value is null)
        {
            return AddNull();
        }

        raw.sqlite3_bind_text(_statement, ++_parameter, value);
        return this;
    }

    public Statement Add(ReadOnlySpan<byte> value)
    {
        raw.sqlite3_bind_blob(_statement, ++_parameter, value);
        return this;
    }

    public Statement Add(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return Add(bytes);
    }

    public Statement Add(Guid? value) => value is { } known ? Add(known) : AddNull();

    public Statement Add(ContentHash? value)
    {
        if (value is not { } hash)
        {
            return AddNull();
        }

        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, hash.Value);
        return Add(bytes);
    }

    public Statement Add(DateTimeOffset value) => Add(StoredTime.Write(value));

    public Statement Add(DateTimeOffset? value) => value is { } known ? Add(known) : AddNull();

    public Statement AddNull()
    {
        raw.sqlite3_bind_null(_statement, ++_parameter);
        return this;
    }

    /// <summary>Goes to the next row; at the end the statement is ready for its next execution.</summary>
    /// <exception cref="SqliteException">SQLite reports an error.</exception>
    public bool Step()
    {
        var code = raw.sqlite3_step(_statement);
        _column = 0;
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        Reset();
        if (code != raw.SQLITE_DONE)
        {
            SqliteException.ThrowExceptionForRC(code, database);
        }

        return false;
    }

    /// <summary>Executes it and leaves possible rows aside.</summary>
    public void Run()
    {
        while (Step())
        {
            // Only statements without rows, or whose rows nobody needs.
        }
    }

    /// <summary>Gives the read rows free before the end.</summary>
    public void Reset() => raw.sqlite3_reset(_statement);

    public long NextLong() => raw.sqlite3_column_int64(_statement, _column++);

    public int NextInt() => raw.sqlite3_column_int(_statement, _column++);

    public bool NextIsNull()
    {
        if (raw.sqlite3_column_type(_statement, _column) != raw.SQLITE_NULL)
        {
            return false;
        }

        _column++;
        return true;
    }

    public long? NextLongOrNull() => NextIsNull() ? null : NextLong();

    public string? NextText() => NextIsNull() ? null : raw.sqlite3_column_text(_statement, _column++).utf8_to_string();

    public Guid NextGuid() => new(NextBlob(), bigEndian: true);

    public Guid? NextGuidOrNull() => NextIsNull() ? null : NextGuid();

    public ContentHash? NextHash() => NextIsNull()
        ? null
        : new ContentHash(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(NextBlob()));

    public DateTimeOffset NextTime() => StoredTime.Read(NextLong());

    public DateTimeOffset? NextTimeOrNull() => NextIsNull() ? null : NextTime();

    /// <summary>Valid until the next step or reset; empty for null.</summary>
    public ReadOnlySpan<byte> NextBlob() => raw.sqlite3_column_blob(_statement, _column++);

    public void Skip(int columns) => _column += columns;

    public void Dispose() => _statement.Dispose();

    private static sqlite3_stmt Prepare(sqlite3 database, string sql)
    {
        var code = raw.sqlite3_prepare_v3(database, Encoding.UTF8.GetBytes(sql + "\0"), (uint)raw.SQLITE_PREPARE_PERSISTENT, out var statement);
        if (code != raw.SQLITE_OK)
        {
            SqliteException.ThrowExceptionForRC(code, database);
        }

        return statement;
    }
}

/// <summary>
/// The prepared statements of one connection, by their SQL text. Texts are constants, so the reference is enough to tell them apart.
/// </summary>
internal sealed class StatementCache(SqliteConnection connection) : IDisposable
{
    private readonly sqlite3 _database = connection.Handle ?? throw new InvalidOperationException("The connection is closed.");
    private readonly Dictionary<string, Statement> _statements = new(ReferenceEqualityComparer.Instance);

    public Statement this[string sql]
    {
        get
        {
            if (!_statements.TryGetValue(sql, out var statement))
            {
                _statements[sql] = statement = new Statement(_database, sql);
            }

            return statement.With();
        }
    }

    /// <summary>Whether no transaction is open; some errors (SQLITE_FULL, SQLITE_IOERR) end it on their own.</summary>
    public bool IsOutsideTransaction => raw.sqlite3_get_autocommit(_database) != 0;

    public long LastRowId => raw.sqlite3_last_insert_rowid(_database);

    public int Changes => raw.sqlite3_changes(_database);

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _statements.Clear();
    }
}
