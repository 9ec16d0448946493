using System.Data;
using System.Data.Common;
using Dapper;
using GitSync.SampleHost.Start;
using GitSync.Storage.Postgres;
using Npgsql;

namespace GitSync.SampleHost.Board;

/// <summary>The board in a schema of its own of GitSync's PostgreSQL database, for any number of hosts: writers lock the rows they read.</summary>
internal sealed class PostgresBoard : BoardDatabase, IAsyncDisposable
{
    private const string Schema = "board";
    private const string Script = "postgres.sql";

    private readonly PostgresProvisioning _provisioning;
    private readonly NpgsqlDataSource _source;

    public PostgresBoard(PostgresStorageOptions options)
    {
        _provisioning = options.Provisioning;
        var settings = new NpgsqlConnectionStringBuilder(options.ConnectionString) { SearchPath = Schema };
        settings.ApplicationName ??= Schema;
        _source = NpgsqlDataSource.Create(settings);
    }

    public override bool HoldsNul => false;

    protected override string RowLock => "FOR UPDATE";

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    protected override async Task MakeTablesAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        if (_provisioning == PostgresProvisioning.CreateOrMigrate)
        {
            await connection.ExecuteAsync(ReadScript(Script));
        }
        else if (!await connection.ExecuteScalarAsync<bool>($"SELECT to_regclass('{Schema}.people') IS NOT NULL"))
        {
            throw new StartupException(
                $"Storage:Provisioning is {_provisioning}, and the database has no schema \"{Schema}\": run Board/{Script}, which lies beside "
                + "the program.");
        }
    }

    protected override async Task<DbConnection> OpenAsync(CancellationToken cancellationToken) =>
        await _source.OpenConnectionAsync(cancellationToken);

    protected override void ForgetIdleConnections() => _source.Clear();

    /// <summary>READ COMMITTED, as GitSync asks for: what a row lock waited for is read in its newest state.</summary>
    protected override ValueTask<DbTransaction> BeginAsync(DbConnection connection, CancellationToken cancellationToken) =>
        connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
}
