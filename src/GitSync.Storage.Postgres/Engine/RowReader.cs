using Npgsql;

namespace GitSync.Storage.Postgres;

/// <summary>Reads a row's columns one after the other.</summary>
internal struct RowReader(NpgsqlDataReader row)
{
    private int _at;

    public void Skip(int columns) => _at += columns;

    public long NextLong() => row.GetInt64(_at++);

    public long? NextLongOrNull() => IsNull() ? null : row.GetInt64(_at++);

    public int NextInt() => row.GetInt32(_at++);

    public int? NextIntOrNull() => IsNull() ? null : row.GetInt32(_at++);

    public short NextShort() => row.GetInt16(_at++);

    public short? NextShortOrNull() => IsNull() ? null : row.GetInt16(_at++);

    public bool NextBool() => row.GetBoolean(_at++);

    public string NextText() => row.GetString(_at++);

    public string? NextTextOrNull() => IsNull() ? null : row.GetString(_at++);

    public Guid NextGuid() => row.GetGuid(_at++);

    public Guid? NextGuidOrNull() => IsNull() ? null : row.GetGuid(_at++);

    public DateTimeOffset NextTime() => row.GetFieldValue<DateTimeOffset>(_at++);

    public DateTimeOffset? NextTimeOrNull() => IsNull() ? null : row.GetFieldValue<DateTimeOffset>(_at++);

    public TimeSpan NextSpan() => row.GetFieldValue<TimeSpan>(_at++);

    public GitHubTime? NextGitHubTime() => NextTimeOrNull() is { } time ? GitHubTime.From(time) : null;

    public byte[]? NextBytesOrNull() => IsNull() ? null : row.GetFieldValue<byte[]>(_at++);

    public ContentHash? NextHash() => StoredHash.Read(NextBytesOrNull());

    private bool IsNull()
    {
        if (!row.IsDBNull(_at))
        {
            return false;
        }

        _at++;
        return true;
    }
}
