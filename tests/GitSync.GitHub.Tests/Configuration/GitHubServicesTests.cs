using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GitSync.GitHub.Tests;

public sealed class GitHubServicesTests
{
    [Fact]
    public async Task HostWithAStore_ReceivesAndCalls()
    {
        var queue = new RecordingQueue();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<ISyncQueue>(queue).AddSingleton<ISyncDispatcher>(queue).AddSingleton<IInboundFilter, EverythingComesIn>();
        var store = new Testing.InMemorySyncStore(TimeProvider.System);
        services.AddSingleton<ISharedState>(store).AddSingleton<ISyncReader>(store);
        services.AddSingleton(TranslationTable.Markers()).AddSingleton(new OperationIds(TimeProvider.System, new SeededRandom(4)));
        GitHubServices.Add(services).Configure<GitHubOptions>(options => options.Token = "t").Configure<WebhookOptions>(options => options.Secrets.Add("s"));
        await using var provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

        var receipt = await provider.GetRequiredService<WebhookReceiver>().ReceiveAsync(
            new WebhookRequest("ping", TranslationTable.Delivery.ToString(), WebhookSignature.Sign("{}"u8, "s"), "{}"u8.ToArray()), default);

        receipt.Status.Should().Be(WebhookStatus.Accepted);
        provider.GetRequiredService<IGitHubGateway>().Should().BeOfType<OctokitGateway>();
    }

    [Fact]
    public void FaultyOptions_StopTheHostWithASentence()
    {
        using var provider = GitHubServices.Add(new ServiceCollection()).BuildServiceProvider();

        FluentActions.Invoking(() => provider.GetRequiredService<IOptions<GitHubOptions>>().Value)
            .Should().Throw<OptionsValidationException>().WithMessage("*GitSync:GitHub:Token*");
    }
}
