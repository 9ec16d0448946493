using Wolverine.Runtime;
using Wolverine.Runtime.Handlers;

namespace GitSync.Benchmarks.Peers;

/// <summary>The message.</summary>
public sealed record WolverineJob(int Number, string Key, string Payload);

/// <summary>Handed to Wolverine as it is: there is no code to generate around it.</summary>
internal sealed class WolverineJobs(Gate gate, JobHandler handler) : MessageHandler<WolverineJob>
{
    protected override async Task HandleAsync(WolverineJob message, MessageContext context, CancellationToken cancellation)
    {
        await gate.PassAsync().ConfigureAwait(false);
        await handler.RunAsync(message.Number).ConfigureAwait(false);
    }
}
