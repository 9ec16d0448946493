namespace GitSync.MultiHost;

/// <summary>Numbers drawn from a seed and a number (SplitMix64): any process draws the same for the same operation or run.</summary>
internal struct Draw(long seed, long number)
{
    private ulong _state = unchecked(((ulong)seed * 0x9E3779B97F4A7C15) ^ ((ulong)number * 0xD1B54A32D192ED03));

    /// <summary>64 random bits.</summary>
    public ulong Bits()
    {
        unchecked
        {
            var z = _state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    /// <summary>A number from 0 to below <paramref name="limit"/>.</summary>
    public int Below(int limit) => (int)(Bits() % (ulong)limit);

    /// <summary>Whether something with so many chances in a thousand happens.</summary>
    public bool PerMille(int chances) => Below(1000) < chances;
}
