using Npgsql;
using NpgsqlTypes;

namespace GitSync.Storage.Postgres;

/// <summary>Rows on their way into one statement.</summary>
internal sealed class RowBuffer(RowStatement statement)
{
    private readonly List<Column> _columns = [];
    private int _at;

    public int Count { get; private set; }

    /// <summary>Begins a row; its values follow in the statement's order.</summary>
    public RowBuffer Next()
    {
        _at = 0;
        Count++;
        return this;
    }

    public RowBuffer Add(long value) => Put(value, NpgsqlDbType.Bigint);

    public RowBuffer Add(long? value) => Put(value, NpgsqlDbType.Bigint);

    public RowBuffer Add(int value) => Put(value, NpgsqlDbType.Integer);

    public RowBuffer Add(int? value) => Put(value, NpgsqlDbType.Integer);

    public RowBuffer Add(short value) => Put(value, NpgsqlDbType.Smallint);

    public RowBuffer Add(short? value) => Put(value, NpgsqlDbType.Smallint);

    public RowBuffer Add(Guid value) => Put(value, NpgsqlDbType.Uuid);

    public RowBuffer Add(Guid? value) => Put(value, NpgsqlDbType.Uuid);

    public RowBuffer Add(DateTimeOffset value) => Put(StoredTime.Cut(value), NpgsqlDbType.TimestampTz);

    public RowBuffer Add(DateTimeOffset? value) => Put(value is { } time ? StoredTime.Cut(time) : (DateTimeOffset?)null, NpgsqlDbType.TimestampTz);

    public RowBuffer Add(GitHubTime? value) => Add(value?.ToDateTimeOffset());

    public RowBuffer Add(ContentHash? value) => Add(StoredHash.Write(value));

    public RowBuffer Add(string? value) => Put(StoredText.Clean(value), NpgsqlDbType.Text);

    public RowBuffer Add(byte[]? value) => Put(value, NpgsqlDbType.Bytea);

    /// <summary>Adds the statement to the batch when there is a row.</summary>
    public void AppendTo(NpgsqlBatch batch)
    {
        if (Count == 0)
        {
            return;
        }

        var alone = Count == 1 ? statement.One : null;
        var command = new NpgsqlBatchCommand(alone ?? statement.Many);
        foreach (var column in _columns)
        {
            command.Parameters.Add(alone is null ? column.ToArray() : column.ToValue());
        }

        batch.BatchCommands.Add(command);
    }

    private RowBuffer Put<T>(T value, NpgsqlDbType type)
    {
        if (_at == _columns.Count)
        {
            _columns.Add(new Column<T>(type));
        }

        ((Column<T>)_columns[_at++]).Values.Add(value);
        return this;
    }

    private abstract class Column
    {
        public abstract NpgsqlParameter ToArray();

        public abstract NpgsqlParameter ToValue();
    }

    private sealed class Column<T>(NpgsqlDbType type) : Column
    {
        public List<T> Values { get; } = [];

        public override NpgsqlParameter ToArray() => new NpgsqlParameter<List<T>> { TypedValue = Values, NpgsqlDbType = NpgsqlDbType.Array | type };

        public override NpgsqlParameter ToValue() => new() { Value = (object?)Values[0] ?? DBNull.Value, NpgsqlDbType = type };
    }
}
