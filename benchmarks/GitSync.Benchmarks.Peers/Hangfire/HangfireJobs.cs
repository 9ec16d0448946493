using System.Diagnostics.CodeAnalysis;
using Hangfire;

namespace GitSync.Benchmarks.Peers;

/// <summary>The job: serial by a distributed lock on its key. A worker that does not get the lock waits for it.</summary>
[SuppressMessage("Performance", "CA1812", Justification = "Hangfire makes it by its activator.")]
internal sealed class HangfireJobs(JobHandler handler)
{
    /// <summary>Longer than any run: a job that gave up would be tried again minutes later.</summary>
    private const int MaximumLockWaitSeconds = 3_600;

    [DisableConcurrentExecution("{1}", MaximumLockWaitSeconds)]
    [SuppressMessage("Style", "IDE0060", Justification = "The payload is carried, and the key names the lock.")]
    public Task RunAsync(int number, string key, string payload) => handler.RunAsync(number);
}
