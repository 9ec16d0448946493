namespace GitSync.Fuzz;

/// <summary>Code that takes what strangers write.</summary>
internal interface IFuzzTarget
{
    string Name { get; }

    /// <summary>What one thread tries a block of inputs with.</summary>
    IFuzzWorker Begin();
}

/// <summary>Tries inputs one after the other. Not thread-safe.</summary>
internal interface IFuzzWorker : IDisposable
{
    /// <summary>Makes an input and tries it.</summary>
    /// <exception cref="FuzzException">It did not do what it promises. Any other exception is a finding too.</exception>
    void Try(Random random);

    /// <summary>The last input, as somebody reads it who looks for the mistake.</summary>
    string LastInput { get; }
}

/// <summary>A promise was broken.</summary>
internal sealed class FuzzException(string message) : Exception(message)
{
    public static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new FuzzException(message);
        }
    }
}

internal static class FuzzTargets
{
    public static IReadOnlyList<IFuzzTarget> All { get; } = [new EndpointTarget(), new TranslatorTarget(), new QualifierTarget(), new CodecTarget()];
}
