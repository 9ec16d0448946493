using Microsoft.Extensions.DependencyInjection;

namespace GitSync.Core.Tests;

public sealed class NoDeliveryReplaysTests
{
    [Fact]
    public async Task HostWithoutGitHub_AnswersWithASentence()
    {
        var services = new ServiceCollection();
        services.AddGitSync();
        await using var provider = services.BuildServiceProvider();
        var replays = provider.GetRequiredService<IDeliveryReplays>();

        (await replays.ReplayAsync(Guid.Empty)).Should().Match<DeliveryAnswer>(answer => !answer.IsDone && answer.Sentence.Contains("GitHub package"));
        (await replays.RedeliverAsync(Guid.Empty)).IsDone.Should().BeFalse();
        (await replays.FindGapsAsync()).Error.Should().Contain("GitHub package");
    }
}
