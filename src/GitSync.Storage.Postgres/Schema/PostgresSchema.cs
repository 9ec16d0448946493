using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using DbUp.Engine;

namespace GitSync.Storage.Postgres;

/// <summary>GitSync's tables in PostgreSQL, as scripts that an administrator can read and run. They lie in the package's <c>sql</c> folder too.</summary>
public static partial class PostgresSchema
{
    /// <summary>The table in which the schema keeps which steps it has.</summary>
    internal const string Journal = "schema_scripts";

    private const string StepPrefix = "GitSync.Storage.Postgres.Schema.0";
    private const string RoleResource = "GitSync.Storage.Postgres.Schema.Roles.role.sql";

    /// <summary>The SQL that makes the schema from nothing, for <see cref="PostgresProvisioning.Validate"/>. Run it in one transaction.</summary>
    /// <param name="schema">The schema's name.</param>
    /// <param name="partitions">Hash partitions by installation; 0 for plain tables.</param>
    /// <exception cref="ArgumentException">The name or the number cannot be used.</exception>
    public static string Script(string schema = "gitsync", int partitions = 0)
    {
        Require(schema, nameof(schema));
        ArgumentOutOfRangeException.ThrowIfNegative(partitions);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partitions, PostgresStorageOptions.MaximumPartitions);
        var script = new StringBuilder();
        script.Append(CultureInfo.InvariantCulture, $"CREATE SCHEMA IF NOT EXISTS {schema};\n\n");
        script.Append(CultureInfo.InvariantCulture, $"CREATE TABLE {schema}.{Journal} (schemaversionsid serial PRIMARY KEY, scriptname varchar(255) NOT NULL, applied timestamp NOT NULL);\n\n");
        foreach (var step in Steps(schema, partitions))
        {
            script.Append(step.Contents).Append('\n');
            script.Append(CultureInfo.InvariantCulture, $"INSERT INTO {schema}.{Journal} (scriptname, applied) VALUES ('{step.Name}', now());\n");
        }

        return script.ToString();
    }

    /// <summary>
    /// The SQL that makes a role with just the rights that a host needs with <see cref="PostgresProvisioning.Validate"/>; it may not make or
    /// drop tables.
    /// </summary>
    /// <param name="role">The role's name: lower-case letters, digits and underscores.</param>
    /// <param name="schema">The schema's name.</param>
    /// <exception cref="ArgumentException">A name cannot be used.</exception>
    public static string RoleScript(string role, string schema = "gitsync")
    {
        Require(role, nameof(role));
        Require(schema, nameof(schema));
        return Read(RoleResource).Replace("$role$", role, StringComparison.Ordinal).Replace("$schema$", schema, StringComparison.Ordinal);
    }

    /// <summary>The steps in order; names are stable.</summary>
    internal static IReadOnlyList<SqlScript> Steps(string schema, int partitions) =>
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(StepPrefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => new SqlScript(
                name[(StepPrefix.Length - 1)..],
                Read(name)
                    .Replace("$schema$", schema, StringComparison.Ordinal)
                    .Replace("$hashed$", partitions == 0 ? "" : "PARTITION BY HASH (installation_key)", StringComparison.Ordinal)
                    .Replace("$partitions$", partitions.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal))),
    ];

    /// <summary>Whether a text can be a schema's or role's name: it needs no quotes anywhere.</summary>
    internal static bool IsName(string text) => Name().IsMatch(text) && !text.StartsWith("pg_", StringComparison.Ordinal);

    private static void Require(string name, string parameter)
    {
        if (!IsName(name))
        {
            throw new ArgumentException($"\"{name}\" must be 1 to 40 lower-case letters, digits or underscores, and not begin with a digit or pg_.", parameter);
        }
    }

    private static string Read(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,39}$")]
    private static partial Regex Name();
}
