using System.Globalization;
using DbUp;
using DbUp.Engine;
using Npgsql;

namespace GitSync.Storage.Postgres;

/// <summary>Makes, upgrades or checks the schema. An advisory lock lets hosts that start together do it once.</summary>
internal sealed class SchemaUpgrade(PostgresStorageOptions options, PostgresConnections connections)
{
    /// <exception cref="InvalidOperationException">The schema is newer than this package, is missing, or could not be made.</exception>
    /// <exception cref="StoreUnavailableException">The database is away.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (options.Provisioning == PostgresProvisioning.None)
        {
            return;
        }

        var connection = await connections.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var steps = PostgresSchema.Steps(options.Schema, options.Partitions);
            if (options.Provisioning == PostgresProvisioning.CreateOrMigrate)
            {
                await LockAsync(connection, "pg_advisory_lock", cancellationToken).ConfigureAwait(false);
                try
                {
                    RefuseNewer(steps, await ExecutedAsync(connection, cancellationToken).ConfigureAwait(false));
                    Upgrade(steps);
                }
                finally
                {
                    await LockAsync(connection, "pg_advisory_unlock", CancellationToken.None).ConfigureAwait(false);
                }
            }

            var executed = await ExecutedAsync(connection, cancellationToken).ConfigureAwait(false);
            RefuseNewer(steps, executed);
            if (steps.FirstOrDefault(step => !executed.Contains(step.Name)) is { } missing)
            {
                throw new InvalidOperationException(
                    $"The schema \"{options.Schema}\" lacks the step \"{missing.Name}\". Run the package's SQL script (PostgresSchema.Script), "
                    + "or set PostgresStorageOptions.Provisioning to CreateOrMigrate.");
            }

            await CheckPartitionsAsync(connection, cancellationToken).ConfigureAwait(false);
        }
    }

    private void RefuseNewer(IReadOnlyList<SqlScript> steps, HashSet<string> executed)
    {
        if (executed.FirstOrDefault(name => steps.All(step => step.Name != name)) is { } newer)
        {
            throw new InvalidOperationException(
                $"The schema \"{options.Schema}\" has the step \"{newer}\", which this version of GitSync.Storage.Postgres does not know: "
                + "a newer version upgraded it. Use that version on every host.");
        }
    }

    private void Upgrade(IReadOnlyList<SqlScript> steps)
    {
        var result = DeployChanges.To
            .PostgresqlDatabase(connections.PlainConnectionString, options.Schema)
            .WithScripts(steps)
            .JournalToPostgresqlTable(options.Schema, PostgresSchema.Journal)
            .WithVariablesDisabled()
            .WithTransaction()
            .LogToNowhere()
            .Build()
            .PerformUpgrade();
        if (!result.Successful)
        {
            throw PostgresFailures.Translate(result.Error) is StoreUnavailableException unavailable
                ? unavailable
                : new InvalidOperationException(
                    $"The schema \"{options.Schema}\" could not be made or upgraded ({result.ErrorScript?.Name ?? "before its first step"}: "
                    + $"{result.Error.Message}). To make it yourself, run PostgresSchema.Script as a role that may, and set Provisioning to Validate.",
                    result.Error);
        }
    }

    /// <summary>The steps in the schema's journal; none when there is no schema.</summary>
    private async Task<HashSet<string>> ExecutedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var executed = new HashSet<string>(StringComparer.Ordinal);
        var journal = $"{options.Schema}.{PostgresSchema.Journal}";
        var exists = new NpgsqlCommand("SELECT to_regclass($1) IS NOT NULL", connection) { Parameters = { new() { Value = journal } } };
        await using (exists.ConfigureAwait(false))
        {
            if (await exists.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not true)
            {
                return executed;
            }
        }

        var read = new NpgsqlCommand($"SELECT scriptname FROM {journal}", connection);
        await using (read.ConfigureAwait(false))
        {
            var rows = await read.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    executed.Add(rows.GetString(0));
                }
            }
        }

        return executed;
    }

    private async Task CheckPartitionsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var read = new NpgsqlCommand($"SELECT partitions FROM {options.Schema}.identity", connection);
        await using (read.ConfigureAwait(false))
        {
            var partitions = Convert.ToInt32(await read.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false), CultureInfo.InvariantCulture);
            if (partitions != options.Partitions && options.Partitions != 0)
            {
                throw new InvalidOperationException(
                    $"The schema \"{options.Schema}\" was made with {partitions} partitions, and PostgresStorageOptions.Partitions is {options.Partitions}. "
                    + "They cannot be changed afterwards: set Partitions to 0 to use what is there, or name another schema.");
            }
        }
    }

    private async Task LockAsync(NpgsqlConnection connection, string function, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand($"SELECT {function}(hashtextextended($1, 0))", connection)
        {
            Parameters = { new() { Value = "gitsync-schema-" + options.Schema } },
        };
        await using (command.ConfigureAwait(false))
        {
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
