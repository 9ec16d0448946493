using System.Buffers.Binary;
using System.Security.Cryptography;

namespace GitSync;

/// <summary>Where all randomness comes from (ids, markers, jitter), so that a run can be replayed. Implementations are thread-safe.</summary>
public abstract class RandomSource
{
    /// <summary>The operating system's cryptographic generator; what a host uses.</summary>
    public static RandomSource System { get; } = new SystemRandomSource();

    /// <summary>Fills the whole span with random bytes.</summary>
    public abstract void Fill(Span<byte> bytes);

    /// <summary>A number in [0, 1).</summary>
    public double NextDouble()
    {
        Span<byte> bytes = stackalloc byte[8];
        Fill(bytes);
        return (BinaryPrimitives.ReadUInt64LittleEndian(bytes) >> 11) * (1.0 / (1UL << 53));
    }

    private sealed class SystemRandomSource : RandomSource
    {
        public override void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
    }
}
