using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GitSync.Benchmarks;

/// <summary>One connection that is kept, one request at a time: written to the socket as it is, so that the client takes little of the machine.</summary>
internal sealed class WebhookConnection : IDisposable
{
    private const int MaximumAnswerBytes = 8 * 1024;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _answer = new byte[MaximumAnswerBytes];

    public static async Task<WebhookConnection> OpenAsync(Uri server)
    {
        var connection = new WebhookConnection();
        await connection._socket.ConnectAsync(IPAddress.Loopback, server.Port).ConfigureAwait(false);
        return connection;
    }

    /// <summary>Sends a request and reads its whole answer.</summary>
    /// <returns>The status.</returns>
    public async ValueTask<int> SendAsync(ReadOnlyMemory<byte> request)
    {
        while (request.Length > 0)
        {
            request = request[await _socket.SendAsync(request).ConfigureAwait(false)..];
        }

        var length = 0;
        do
        {
            var read = await _socket.ReceiveAsync(_answer.AsMemory(length)).ConfigureAwait(false);
            BenchmarkBrokenException.Require(read > 0, "The server closed a connection, or its answer is too long.");
            length += read;
        }
        while (!IsWhole(_answer.AsSpan(0, length)));
        return int.Parse(_answer.AsSpan("HTTP/1.1 ".Length, 3), NumberStyles.None, CultureInfo.InvariantCulture);
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>Only one answer is ever under way, so one that comes in chunks ends with what has arrived.</summary>
    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return false;
        }

        var lengthAt = answer[..head].IndexOf("Content-Length: "u8);
        if (lengthAt < 0)
        {
            return answer.EndsWith("\r\n0\r\n\r\n"u8);
        }

        var written = answer[(lengthAt + "Content-Length: ".Length)..head];
        var end = written.IndexOf("\r\n"u8);
        return int.TryParse(end < 0 ? written : written[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var body)
            ? answer.Length == head + 4 + body
            : throw new BenchmarkBrokenException($"An answer cannot be understood: {Encoding.ASCII.GetString(answer[..head])}");
    }
}
