using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GitSync;

/// <summary>An immutable set of labels, logins or user ids: ordered, compared without regard to case as GitHub does, spelling kept.</summary>
[JsonConverter(typeof(NameSetJsonConverter))]
public sealed class NameSet : IReadOnlyCollection<string>, IEquatable<NameSet>
{
    private static readonly StringComparer Comparer = StringComparer.OrdinalIgnoreCase;
    private readonly string[] _names;

    private NameSet(string[] names) => _names = names;

    /// <summary>The set without members.</summary>
    public static NameSet Empty { get; } = new([]);

    /// <inheritdoc />
    public int Count => _names.Length;

    /// <summary>The set of the given names; of two that differ only in case the first one stays.</summary>
    public static NameSet Of(IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        string[] distinct = [.. names.Distinct(Comparer)];
        if (distinct.Length == 0)
        {
            return Empty;
        }

        Array.Sort(distinct, Comparer);
        return new NameSet(distinct);
    }

    /// <inheritdoc cref="Of(IEnumerable{string})"/>
    public static NameSet Of(params string[] names) => Of((IEnumerable<string>)names);

    /// <summary>Whether the name is a member, whatever its case.</summary>
    public bool Contains(string name) => Array.BinarySearch(_names, name, Comparer) >= 0;

    /// <summary>The members of both.</summary>
    public NameSet Union(NameSet other) => other.Count == 0 ? this : Of(_names.Concat(other._names));

    /// <summary>The members of this that the other lacks.</summary>
    public NameSet Except(NameSet other) => other.Count == 0 ? this : Of(_names.Where(name => !other.Contains(name)));

    /// <inheritdoc />
    public bool Equals(NameSet? other) => other is not null && _names.SequenceEqual(other._names, Comparer);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as NameSet);

    /// <inheritdoc />
    public override int GetHashCode() => _names.Aggregate(17, (hash, name) => (hash * 31) + Comparer.GetHashCode(name));

    /// <inheritdoc />
    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)_names).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The names, comma-separated.</summary>
    public override string ToString() => string.Join(", ", _names);
}

internal sealed class NameSetJsonConverter : JsonConverter<NameSet>
{
    public override NameSet Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var names = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            names.Add(reader.GetString() ?? "");
        }

        return NameSet.Of(names);
    }

    public override void Write(Utf8JsonWriter writer, NameSet value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var name in value)
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
    }
}
