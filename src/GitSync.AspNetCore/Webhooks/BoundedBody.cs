using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace GitSync.AspNetCore;

/// <summary>Reads a request's body up to a bound.</summary>
internal static class BoundedBody
{
    private const int FirstBufferBytes = 32 * 1024;

    /// <summary>Announced lengths up to this are allocated at once; nothing has been checked yet, so a longer one grows as it arrives.</summary>
    private const int MaximumTrustedBytes = 256 * 1024;

    /// <summary>The whole body in an array of its own (it is stored), or null when it is longer than the bound; the rest stays unread.</summary>
    public static async ValueTask<byte[]?> ReadAsync(HttpRequest request, int maximum, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maximum)
        {
            return null;
        }

        if (request.ContentLength is { } known and <= MaximumTrustedBytes)
        {
            var exact = new byte[known];
            await request.Body.ReadExactlyAsync(exact, cancellationToken);
            return exact;
        }

        // Chunked or long: a rented buffer grows by doubling, one byte beyond the bound at most.
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Min(FirstBufferBytes, maximum + 1));
        var length = 0;
        try
        {
            int read;
            while ((read = await request.Body.ReadAsync(buffer.AsMemory(length), cancellationToken)) > 0)
            {
                length += read;
                if (length > maximum)
                {
                    return null;
                }

                if (length == buffer.Length)
                {
                    buffer = Grow(buffer, length, maximum);
                }
            }

            return buffer.AsSpan(0, length).ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Grow(byte[] buffer, int length, int maximum)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(length * 2, maximum + 1));
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
