using System.Net;
using System.Net.Sockets;

namespace GitSync.SampleHost.Tests;

/// <summary>
/// Somebody with a browser: keeps cookies, shows redirects instead of following them, and comes from an address of its own, so that the attempts of one
/// test are not counted against another.
/// </summary>
internal sealed class Visitor : IDisposable
{
    private static int _count;

    private readonly HttpClient _http;

    public Visitor(HostProcess host)
    {
        // All of 127.0.0.0/8 is this machine.
        var number = Interlocked.Increment(ref _count) + 1;
        var address = new IPEndPoint(new IPAddress([127, 0, (byte)(number / 256), (byte)(number % 256)]), 0);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                socket.Bind(address);
                await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        _http = new HttpClient(handler) { BaseAddress = host.Address, Timeout = TimeSpan.FromSeconds(20) };
    }

    public Task<HttpResponseMessage> GetAsync(string path) => _http.GetAsync(path);

    /// <summary>Sends a form as the page of that site would.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, string site = "same-origin", params (string Name, string Value)[] fields) => _http.SendAsync(
        new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
            Headers = { { "Sec-Fetch-Site", site } },
        });

    public void Dispose() => _http.Dispose();
}
