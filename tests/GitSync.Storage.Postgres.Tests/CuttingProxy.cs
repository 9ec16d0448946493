using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace GitSync.Storage.Postgres.Tests;

/// <summary>Where a connection is cut around a commit.</summary>
public enum Cut
{
    /// <summary>The COMMIT never reaches the server.</summary>
    BeforeTheCommit,

    /// <summary>The server commits, and its answer never comes back.</summary>
    AfterTheCommit,
}

/// <summary>A network between store and server that cuts one connection around its COMMIT, when told to.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private static readonly byte[] Commit = "COMMIT"u8.ToArray();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _server;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _accepting;
    private Cut? _next;

    public CuttingProxy(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        _server = new IPEndPoint(IPAddress.Parse(settings.Host!), settings.Port);
        _listener.Start();
        settings.Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        settings.SslMode = SslMode.Disable;
        ConnectionString = settings.ConnectionString;
        _accepting = AcceptAsync();
    }

    /// <summary>The server through this network.</summary>
    public string ConnectionString { get; }

    public int Cuts { get; private set; }

    /// <summary>The next COMMIT of any connection is cut.</summary>
    public void CutNext(Cut cut) => _next = cut;

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Stop();
        await _accepting;
        _closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_closing.Token)));
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await server.ConnectAsync(_server, _closing.Token);
                var connection = new Connection(client.GetStream(), server.GetStream());
                using var cut = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
                await Task.WhenAny(connection.SendAsync(IsToBeCut, cut.Token), connection.AnswerAsync(cut.Token));
                await cut.CancelAsync();
            }
            catch (Exception failure) when (failure is IOException or SocketException or OperationCanceledException)
            {
                // One side hung up.
            }
        }
    }

    private Cut? IsToBeCut(ReadOnlyMemory<byte> sent)
    {
        if (_next is not { } cut || sent.Span.IndexOf(Commit) < 0)
        {
            return null;
        }

        _next = null;
        Cuts++;
        return cut;
    }

    private sealed class Connection(NetworkStream client, NetworkStream server)
    {
        private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile bool _isMute;

        /// <summary>Returns when the connection ends, or is to be cut.</summary>
        public async Task SendAsync(Func<ReadOnlyMemory<byte>, Cut?> look, CancellationToken cancellationToken)
        {
            var buffer = new byte[64 * 1024];
            while (await ReadAsync(client, buffer, cancellationToken) is > 0 and var count)
            {
                var cut = look(buffer.AsMemory(0, count));
                if (cut == Cut.BeforeTheCommit)
                {
                    return;
                }

                _isMute = cut == Cut.AfterTheCommit;
                await server.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                if (_isMute)
                {
                    // The server has committed when it answers; nobody hears it.
                    await _answered.Task.WaitAsync(cancellationToken);
                    return;
                }
            }
        }

        public async Task AnswerAsync(CancellationToken cancellationToken)
        {
            var buffer = new byte[64 * 1024];
            while (await ReadAsync(server, buffer, cancellationToken) is > 0 and var count)
            {
                if (_isMute)
                {
                    _answered.TrySetResult();
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
                }

                await client.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }
        }

        private static async Task<int> ReadAsync(NetworkStream from, byte[] buffer, CancellationToken cancellationToken)
        {
            try
            {
                return await from.ReadAsync(buffer, cancellationToken);
            }
            catch (Exception failure) when (failure is IOException or SocketException or ObjectDisposedException)
            {
                return 0;
            }
        }
    }
}
