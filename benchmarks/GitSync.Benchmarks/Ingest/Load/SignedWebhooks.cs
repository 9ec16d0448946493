using System.Globalization;
using System.Text;
using GitSync.GitHub;

namespace GitSync.Benchmarks;

/// <summary>
/// The requests of a run, made and signed beforehand, so that sending one costs the client nothing but sending. Each has a body, a GUID and a
/// signature of its own; every server gets the same ones in the same order.
/// </summary>
internal sealed class SignedWebhooks
{
    public const string Path = "/webhooks/github";
    public const string Secret = "of this benchmark";

    /// <summary>Issues that the webhooks are about.</summary>
    private const int Issues = 4_000;

    /// <summary>Every so many is about a comment.</summary>
    private const int Comments = 4;

    private readonly byte[][] _requests;
    private readonly Guid[] _ids;

    public SignedWebhooks(int count)
    {
        _requests = new byte[count][];
        _ids = new Guid[count];
        var payload = new IssuePayload();
        var random = new Random(count);
        Span<byte> id = stackalloc byte[16];
        for (var number = 0; number < count; number++)
        {
            random.NextBytes(id);
            _ids[number] = new Guid(id);
            var isComment = number % Comments == Comments - 1;
            _requests[number] = Write(_ids[number], isComment, payload.Make(number, 1 + (number % Issues), isComment));
        }
    }

    public int Count => _requests.Length;

    public ReadOnlyMemory<byte> Request(int number) => _requests[number];

    public Guid Id(int number) => _ids[number];

    /// <summary>What of the request is the body.</summary>
    public ReadOnlySpan<byte> Body(int number) => _requests[number].AsSpan(^IssuePayload.Bytes..);

    private static byte[] Write(Guid id, bool isComment, byte[] body)
    {
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"""
             POST {Path} HTTP/1.1
             Host: 127.0.0.1
             User-Agent: GitHub-Hookshot/f05835d
             Content-Length: {body.Length}
             Accept: */*
             Content-Type: application/json
             X-GitHub-Delivery: {id}
             X-GitHub-Event: {(isComment ? "issue_comment" : "issues")}
             X-GitHub-Hook-ID: 292430182
             X-GitHub-Hook-Installation-Target-ID: 79929171
             X-GitHub-Hook-Installation-Target-Type: integration
             X-Hub-Signature-256: {WebhookSignature.Sign(body, Secret)}


             """).ReplaceLineEndings("\r\n");
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }
}
