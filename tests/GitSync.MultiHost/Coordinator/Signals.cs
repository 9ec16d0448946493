using System.Runtime.InteropServices;

namespace GitSync.MultiHost;

/// <summary>The signals that .NET's Process cannot send.</summary>
internal static class Signals
{
    private const int Terminate = 15;
    private const int Continue = 18;
    private const int Stop = 19;

    /// <summary>Whether this machine has them, with the numbers of Linux.</summary>
    public static bool AreSupported => OperatingSystem.IsLinux();

    /// <summary>SIGTERM: asks it to stop in good order.</summary>
    public static void AskToStop(int process) => Send(process, Terminate);

    /// <summary>SIGSTOP: it stands still, with all that it holds, until <see cref="Resume"/>.</summary>
    public static void Pause(int process) => Send(process, Stop);

    /// <summary>SIGCONT.</summary>
    public static void Resume(int process) => Send(process, Continue);

    /// <summary>A process that has ended meanwhile is no fault.</summary>
    private static void Send(int process, int signal) => _ = Kill(process, signal);

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
