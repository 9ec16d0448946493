using Microsoft.Extensions.Options;

namespace GitSync;

/// <summary>Stops the host at start with a sentence that names the key.</summary>
internal sealed class GitSyncOptionsValidator : IValidateOptions<GitSyncOptions>
{
    public ValidateOptionsResult Validate(string? name, GitSyncOptions options)
    {
        var failures = new List<string>();
        Require(options.MaximumAttempts is >= 1 and <= 100, "GitSync:MaximumAttempts must be 1 to 100.");
        Require(options.MaximumConcurrency is >= 1 and <= 1024, "GitSync:MaximumConcurrency must be 1 to 1024.");
        Require(options.RetryDelay > TimeSpan.Zero, "GitSync:RetryDelay must be greater than zero.");
        Require(options.MaximumRetryDelay >= options.RetryDelay, "GitSync:MaximumRetryDelay must be at least GitSync:RetryDelay.");
        Require(options.UnknownOutcomeWait >= TimeSpan.Zero, "GitSync:UnknownOutcomeWait must not be negative.");
        Require(options.ReplicaLagDelay > TimeSpan.Zero, "GitSync:ReplicaLagDelay must be greater than zero.");
        Require(options.SettleDelay > TimeSpan.Zero, "GitSync:SettleDelay must be greater than zero.");
        Require(options.RunTimeout > TimeSpan.Zero, "GitSync:RunTimeout must be greater than zero.");
        Require(options.PollInterval > TimeSpan.Zero, "GitSync:PollInterval must be greater than zero.");
        Require(options.StopGrace >= TimeSpan.Zero, "GitSync:StopGrace must not be negative.");
        Require(options.LeaseMargin > TimeSpan.Zero, "GitSync:LeaseMargin must be greater than zero.");
        Require(options.Lease.Ticks >= 3 * options.LeaseMargin.Ticks, "GitSync:Lease must be at least three times GitSync:LeaseMargin.");
        Require(options.HistoryRetention >= TimeSpan.FromDays(1), "GitSync:HistoryRetention must be at least one day.");
        Require(
            options.MaintenanceInterval >= TimeSpan.FromMinutes(1) && options.MaintenanceInterval <= TimeSpan.FromDays(1),
            "GitSync:MaintenanceInterval must be one minute to one day.");
        Require(
            options.Repair.SweepInterval == TimeSpan.Zero
                || (options.Repair.SweepInterval >= TimeSpan.FromSeconds(10) && options.Repair.SweepInterval <= TimeSpan.FromDays(1)),
            "GitSync:Repair:SweepInterval must be zero (no sweeps) or 10 seconds to 1 day.");
        Require(
            options.Repair.RedeliveryInterval == TimeSpan.Zero
                || (options.Repair.RedeliveryInterval >= TimeSpan.FromSeconds(10) && options.Repair.RedeliveryInterval <= TimeSpan.FromDays(1)),
            "GitSync:Repair:RedeliveryInterval must be zero (none) or 10 seconds to 1 day.");
        Require(
            options.Repair.MissingInterval == TimeSpan.Zero
                || (options.Repair.MissingInterval >= TimeSpan.FromHours(1) && options.Repair.MissingInterval <= TimeSpan.FromDays(30)),
            "GitSync:Repair:MissingInterval must be zero (never) or 1 hour to 30 days.");
        Require(
            options.Repair.SweepOverlap >= TimeSpan.Zero && options.Repair.SweepOverlap <= TimeSpan.FromHours(1),
            "GitSync:Repair:SweepOverlap must be 0 to 1 hour.");
        Require(
            options.Repair.PollInterval >= TimeSpan.FromSeconds(1) && options.Repair.PollInterval <= TimeSpan.FromMinutes(10),
            "GitSync:Repair:PollInterval must be 1 second to 10 minutes.");
        Require(
            options.Attribution is { Length: <= 200 } line && line.IndexOfAny(['\r', '\n']) < 0 && !line.Contains(MarkerFactory.Prefix, StringComparison.Ordinal),
            "GitSync:Attribution must be one line of at most 200 characters.");
        Require(Enum.IsDefined(options.Withdrawal.Policy), "GitSync:Withdrawal:Policy must be Redact or Remove.");
        Require(options.Withdrawal.Title is { Length: >= 1 and <= 256 }, "GitSync:Withdrawal:Title must have 1 to 256 characters.");
        Require(options.Withdrawal.Body is { Length: >= 1 and <= 1000 }, "GitSync:Withdrawal:Body must have 1 to 1000 characters.");
        Require(Enum.IsDefined(options.Guards.Writes), "GitSync:Guards:Writes must be On, Off or Shadow.");
        Require(options.Guards.MaximumRemovals is >= 0 and <= 1000, "GitSync:Guards:MaximumRemovals must be 0 (no bound) to 1000.");
        Require(options.Guards.MaximumSwings is >= 0 and <= 1000, "GitSync:Guards:MaximumSwings must be 0 (no bound) to 1000.");
        Require(
            IsWindow(options.Guards.RemovalWindow) && IsWindow(options.Guards.SwingWindow),
            "GitSync:Guards:RemovalWindow and SwingWindow must be 1 minute to 1 day.");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        static bool IsWindow(TimeSpan window) => window >= TimeSpan.FromMinutes(1) && window <= TimeSpan.FromDays(1);

        void Require(bool holds, string sentence)
        {
            if (!holds)
            {
                failures.Add(sentence);
            }
        }
    }
}
