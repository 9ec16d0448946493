using System.Buffers.Binary;

namespace GitSync;

/// <summary>Makes operation ids: UUID version 7 (RFC 9562), growing even within one millisecond. Thread-safe.</summary>
/// <remarks>
/// The 12 bits of <c>rand_a</c> count up inside a millisecond (RFC 9562, section 6.2, method 1), so ids of one process order as
/// they were made; "by GitHub's time, then id" depends on it.
/// </remarks>
public sealed class OperationIds(TimeProvider time, RandomSource random)
{
    private const int CounterLimit = 0x1000;
    private readonly Lock _gate = new();
    private long _lastMillisecond;
    private int _counter;

    /// <summary>A new id, greater than every id this instance made before.</summary>
    public Guid Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.Fill(bytes[8..]);
        lock (_gate)
        {
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            if (now > _lastMillisecond)
            {
                (_lastMillisecond, _counter) = (now, 0);
            }
            else if (++_counter == CounterLimit)
            {
                // 4,096 ids in one millisecond, or a clock set back: borrow the next one rather than repeat.
                (_lastMillisecond, _counter) = (_lastMillisecond + 1, 0);
            }

            BinaryPrimitives.WriteInt64BigEndian(bytes, _lastMillisecond << 16);
            BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], (ushort)(0x7000 | _counter));
        }

        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        return new Guid(bytes, bigEndian: true);
    }
}
