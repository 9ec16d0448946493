using Npgsql;

namespace GitSync.Benchmarks.Peers;

/// <summary>
/// Copies the rows of one enqueued job, once for each job to load. Hangfire enqueues one job a call, some hundred per second: a backlog
/// would take longer to load than to measure. What the rows hold is what the call writes, but for the number and the key.
/// </summary>
internal static class HangfireLoad
{
    private const string CopyJob =
        """
        WITH given AS MATERIALIZED (
          SELECT nextval('hangfire.job_id_seq') AS id, nextval('hangfire.state_id_seq') AS stateid, wanted.number, wanted.key
          FROM unnest(@numbers, @keys) WITH ORDINALITY AS wanted (number, key, place)
          ORDER BY wanted.place
        ),
        template AS (SELECT * FROM hangfire.job WHERE id = @template),
        filled AS (
          SELECT given.id, given.stateid, template.statename, template.invocationdata,
            jsonb_set(jsonb_set(template.arguments, '{0}', to_jsonb(given.number::text)), '{1}', to_jsonb('"' || given.key || '"')) AS arguments
          FROM given CROSS JOIN template
        ),
        jobs AS (
          INSERT INTO hangfire.job (id, stateid, statename, invocationdata, arguments, createdat)
          SELECT id, stateid, statename, jsonb_set(invocationdata, '{Arguments}', to_jsonb(arguments::text)), arguments, now() FROM filled
        ),
        states AS (
          INSERT INTO hangfire.state (id, jobid, name, createdat, data)
          SELECT given.stateid, given.id, state.name, now(), state.data
          FROM given CROSS JOIN template JOIN hangfire.state ON state.id = template.stateid
        ),
        parameters AS (
          INSERT INTO hangfire.jobparameter (jobid, name, value)
          SELECT given.id, parameter.name, parameter.value
          FROM given CROSS JOIN hangfire.jobparameter parameter
          WHERE parameter.jobid = @template
        )
        INSERT INTO hangfire.jobqueue (jobid, queue)
        SELECT given.id, queued.queue FROM given CROSS JOIN hangfire.jobqueue queued WHERE queued.jobid = @template ORDER BY given.id
        """;

    /// <param name="database">Where to.</param>
    /// <param name="template">The id of a job that is enqueued and not run.</param>
    /// <param name="jobs">In the order in which they are enqueued.</param>
    public static async Task CopyAsync(string database, long template, IEnumerable<PeerJob> jobs)
    {
        var copies = jobs.ToArray();
        var connection = new NpgsqlConnection(database);
        await using (connection.ConfigureAwait(false))
        {
            await connection.OpenAsync().ConfigureAwait(false);
            var command = new NpgsqlCommand(CopyJob, connection) { CommandTimeout = 0 };
            await using (command.ConfigureAwait(false))
            {
                command.Parameters.AddWithValue("template", template);
                command.Parameters.AddWithValue("numbers", copies.Select(job => job.Number).ToArray());
                command.Parameters.AddWithValue("keys", copies.Select(job => job.KeyName).ToArray());
                await command.ExecuteNonQueryAsync().ConfigureAwait(false);
            }
        }
    }
}
