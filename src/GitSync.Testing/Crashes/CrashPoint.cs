using System.Diagnostics;
using System.Globalization;

namespace GitSync.Testing;

/// <summary>The durable steps of an operation's way.</summary>
public enum DurableStep
{
    /// <summary>An operation enters the queue.</summary>
    Enqueue,

    /// <summary>A worker claims a lane.</summary>
    Claim,

    /// <summary>The intent is saved in the middle of processing, before something is created on GitHub.</summary>
    Checkpoint,

    /// <summary>A worker ends its claim.</summary>
    Complete,
}

/// <summary>
/// A place at which the process kills itself (SIGKILL: nothing is flushed, nothing is released), for proving that nothing is lost or done
/// twice. Never configured in production.
/// </summary>
/// <param name="Step">The durable step.</param>
/// <param name="IsAfter">Right after its commit, or right before.</param>
/// <param name="Occurrence">The how-manieth time, from 1.</param>
public sealed record CrashPoint(DurableStep Step, bool IsAfter, int Occurrence)
{
    private int _seen;

    /// <summary>Reads <c>Step:before|after[:occurrence]</c>, for example <c>Checkpoint:after:1</c>.</summary>
    /// <exception cref="FormatException">The text is not of that form.</exception>
    public static CrashPoint Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(':');
        var occurrence = 1;
        return parts.Length is 2 or 3
            && Enum.TryParse<DurableStep>(parts[0], ignoreCase: true, out var step)
            && parts[1] is "before" or "after"
            && (parts.Length == 2 || int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out occurrence))
            ? new CrashPoint(step, parts[1] == "after", occurrence)
            : throw new FormatException($"'{text}' is no crash point; write Step:before|after[:occurrence] with one of {string.Join(", ", Enum.GetNames<DurableStep>())}.");
    }

    /// <summary>Kills the process when this is the place.</summary>
    internal void Pass(DurableStep step, bool isAfter)
    {
        if (step == Step && isAfter == IsAfter && Interlocked.Increment(ref _seen) == Occurrence)
        {
            Process.GetCurrentProcess().Kill();
            Process.GetCurrentProcess().WaitForExit();
        }
    }
}
