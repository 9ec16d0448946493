namespace GitSync.GitHub.Tests;

/// <summary>The same bytes in every run.</summary>
internal sealed class SeededRandom(int seed) : RandomSource
{
    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);

    public override void Fill(Span<byte> bytes)
    {
        lock (_gate)
        {
            _random.NextBytes(bytes);
        }
    }
}
