using System.Data.Common;
using System.Globalization;
using Microsoft.Extensions.Hosting;

namespace GitSync.MultiHost;

/// <summary>
/// Enqueues this slot's share of each portion that the coordinator names on the standard input (<c>from to second</c>), several calls at
/// a time. What failed is offered again. Says <c>fed N</c> on the standard output once all below N is accepted.
/// </summary>
internal sealed class Feeder(
    ISyncQueue queue, ISyncDispatcher dispatcher, ISyncReadiness readiness, HostSettings settings, IHostApplicationLifetime lifetime)
    : BackgroundService
{
    private const int Callers = 4;
    private const int MaximumBatch = 8;
    private const int MaximumTries = 200;
    private static readonly TimeSpan TryPause = TimeSpan.FromMilliseconds(100);

    private readonly OperationPlan _plan = new(settings.Plan);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readiness.Ready.WaitAsync(stoppingToken);
        await Say("ready");

        // Bounded by the coordinator: it names a portion per fault, and closes the pipe when it ends.
        using var lines = new StreamReader(Console.OpenStandardInput());
        while (await Task.Run(lines.ReadLineAsync, stoppingToken).WaitAsync(stoppingToken) is { } line)
        {
            var numbers = line.Split(' ').Select(number => long.Parse(number, CultureInfo.InvariantCulture)).ToArray();
            var portion = new Portion((int)numbers[0], (int)numbers[1], numbers[2]);
            await Parallel.ForEachAsync(
                Batches(portion),
                new ParallelOptions { MaxDegreeOfParallelism = Callers, CancellationToken = stoppingToken },
                (batch, token) => new ValueTask(EnqueueAsync(batch, token)));
            await Say(string.Create(CultureInfo.InvariantCulture, $"fed {portion.UpTo}"));
        }

        // Nobody is there any more: a host must not outlive its coordinator.
        lifetime.StopApplication();
    }

    private static Task Say(string line) => Console.Out.WriteLineAsync(line);

    private IEnumerable<EnqueueBatch> Batches(Portion portion)
    {
        var items = new List<EnqueueItem>(MaximumBatch);
        for (var number = portion.From; number < portion.UpTo; number++)
        {
            if (number % settings.Hosts != settings.Slot)
            {
                continue;
            }

            items.Add(_plan.Item(number, portion.Second));
            if (items.Count >= 1 + (number / settings.Hosts % MaximumBatch))
            {
                yield return new EnqueueBatch { Items = [.. items] };
                items.Clear();
            }
        }

        if (items.Count > 0)
        {
            yield return new EnqueueBatch { Items = [.. items] };
        }
    }

    private async Task EnqueueAsync(EnqueueBatch batch, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await queue.EnqueueAsync(batch, null, cancellationToken);
                dispatcher.Wake();
                return;
            }
            catch (Exception failure)
                when (tries < MaximumTries && failure is (StoreUnavailableException or TimeoutException or DbException))
            {
                await Task.Delay(TryPause, TimeProvider.System, cancellationToken);
            }
        }
    }
}
