namespace GitSync.Simulation;

/// <summary>GitSync does not keep one of its promises.</summary>
/// <param name="message">Which, and where it shows.</param>
internal sealed class ViolationException(string message) : Exception(message)
{
    /// <exception cref="ViolationException">It does not hold.</exception>
    public static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new ViolationException(message);
        }
    }
}
