using System.Reflection;
using System.Text.RegularExpressions;

namespace GitSync.Storage.Postgres;

/// <summary>GitSync's tables in PostgreSQL, as scripts that an administrator can read and run.</summary>
public static partial class PostgresSchema
{
    /// <summary>The word in the scripts that stands for the schema's name.</summary>
    private const string Placeholder = "$schema$";

    /// <summary>The SQL that makes the schema from nothing, for <see cref="PostgresProvisioning.Validate"/>.</summary>
    /// <param name="schema">The schema's name.</param>
    /// <param name="partitions">Hash partitions by installation; 0 for plain tables.</param>
    /// <exception cref="ArgumentException">The name or the number cannot be used.</exception>
    public static string Script(string schema = "gitsync", int partitions = 0) => throw new NotImplementedException();

    /// <summary>Whether a text can be a schema's name: it needs no quotes anywhere.</summary>
    internal static bool IsName(string text) => Name().IsMatch(text) && !text.StartsWith("pg_", StringComparison.Ordinal);

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,39}$")]
    private static partial Regex Name();
}
