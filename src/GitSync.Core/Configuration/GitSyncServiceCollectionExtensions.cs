using GitSync;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers GitSync.</summary>
public static class GitSyncServiceCollectionExtensions
{
    /// <summary>
    /// Adds GitSync's core: enqueuer, rules, processor and the in-process dispatcher. Hang a store, GitHub and your records on the
    /// builder; what is missing is named when the host starts.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Changes the options, or null.</param>
    public static GitSyncBuilder AddGitSync(this IServiceCollection services, Action<GitSyncOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<GitSyncOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<GitSyncOptions>, GitSyncOptionsValidator>());
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(RandomSource.System);
        services.TryAddSingleton<OperationIds>();
        services.TryAddSingleton<GitSyncStartup>();
        services.TryAddSingleton<ISyncReadiness>(provider => provider.GetRequiredService<GitSyncStartup>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<GitSyncStartup>());
        services.TryAddSingleton(provider =>
        {
            var startup = provider.GetRequiredService<GitSyncStartup>();
            return new MarkerFactory(() => startup.MarkerKey, provider.GetRequiredService<RandomSource>());
        });

        services.TryAddSingleton<ActivityMeter>();
        services.TryAddSingleton<ActivityRecorder>();
        services.TryAddSingleton<ISyncQueue>(provider => new ObservedQueue(
            provider.GetRequiredService<ISyncStore>(), provider.GetRequiredService<ActivityRecorder>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<ISyncReader>(provider => provider.GetRequiredService<ISyncStore>());
        services.TryAddSingleton<IConnectionStore>(provider => provider.GetRequiredService<ISyncStore>());
        services.TryAddSingleton<ISharedState>(provider => provider.GetRequiredService<ISyncStore>());
        services.TryAddSingleton<IAuditLog>(provider => provider.GetRequiredService<ISyncStore>());

        services.TryAddSingleton<IUserDirectory, LoginUserDirectory>();
        services.TryAddSingleton<IUserTokens, NoUserTokens>();
        services.TryAddSingleton<AttributionLine>();
        services.TryAddSingleton<MentionMapping>();
        services.TryAddSingleton<BodyTranslation>();
        services.TryAddSingleton<IReattribution, Reattribution>();
        services.TryAddSingleton<IInboundFilter, EverythingComesIn>();
        services.TryAddSingleton<IOutboundPolicy, NothingLeaves>();

        services.TryAddSingleton<ClockOffset>();
        services.TryAddSingleton<MetObstacles>();
        services.TryAddSingleton<RemoteReading>();
        services.TryAddSingleton<GitHubCreation>();
        services.TryAddSingleton<Deletion>();
        services.TryAddSingleton<IWriteSwitches, WriteSwitches>();
        services.TryAddSingleton<ILanePauses, LanePauses>();
        services.TryAddSingleton<ILaneResync, LaneResync>();
        services.TryAddSingleton<RemovalBreakers>();
        services.TryAddSingleton<IRemovalBreakers>(provider => provider.GetRequiredService<RemovalBreakers>());
        services.TryAddSingleton<OutboundGate>();
        services.TryAddSingleton<Merging>();
        services.TryAddSingleton<Withdrawal>();
        services.TryAddSingleton<KeptComments>();
        services.TryAddSingleton<TaskResource>();
        services.TryAddSingleton<CommentResource>();
        services.TryAddSingleton<Reconciler>();
        services.TryAddSingleton<ConflictDecisions>();
        services.TryAddSingleton<IConflictResolver, ConflictResolver>();
        services.TryAddSingleton<ISyncProcessor, SyncProcessor>();

        // Before the dispatcher, so that it stops after it and hears of its last completions.
        services.TryAddSingleton<ActivityKeeper>();
        services.TryAddSingleton<ISyncActivity>(provider => provider.GetRequiredService<ActivityKeeper>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<ActivityKeeper>());
        services.TryAddSingleton<InProcessDispatcher>();
        services.TryAddSingleton<ISyncDispatcher>(provider => provider.GetRequiredService<InProcessDispatcher>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<InProcessDispatcher>());
        services.AddHostedService<StoreMaintenance>();
        services.TryAddSingleton<InboundOperations>();
        services.TryAddSingleton<RepositorySweeper>();
        services.TryAddSingleton<IRepositorySweeps>(provider => provider.GetRequiredService<RepositorySweeper>());
        services.AddSingleton<IRepairTask>(provider => provider.GetRequiredService<IRepositorySweeps>());
        services.TryAddSingleton<RefusedDeletions>();
        services.AddSingleton<IRepairTask, LaneReview>();
        services.TryAddSingleton<MissingSweep>();
        services.AddSingleton<IRepairTask>(provider => provider.GetRequiredService<MissingSweep>());
        services.AddSingleton<IRepairTask, ConnectionCheck>();
        services.AddHostedService<RepairService>();
        services.TryAddSingleton<DriftComparison>();
        services.TryAddSingleton<DriftReading>();
        services.TryAddSingleton<IDriftReports, DriftReports>();
        services.TryAddSingleton<IDeliveryReplays, NoDeliveryReplays>();
        services.TryAddSingleton<ISyncEnqueuer, SyncEnqueuer>();
        services.TryAddSingleton<ProjectConnections>();
        services.TryAddSingleton<IConnections>(provider => provider.GetRequiredService<ProjectConnections>());
        services.TryAddSingleton<ISyncStatusReader, SyncStatusReader>();
        services.TryAddSingleton<ISyncStatusFeed, SyncStatusFeed>();
        services.TryAddSingleton<ISyncExplainer, SyncExplainer>();
        return new GitSyncBuilder(services);
    }

    /// <summary>Registers the application's task and comment records.</summary>
    public static GitSyncBuilder AddRecords<TTasks, TComments>(this GitSyncBuilder builder)
        where TTasks : class, ITaskRecords
        where TComments : class, ICommentRecords
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<ITaskRecords, TTasks>();
        builder.Services.TryAddSingleton<ICommentRecords, TComments>();
        return builder;
    }

    /// <summary>Registers the application's outbound policy: what may leave for GitHub.</summary>
    public static GitSyncBuilder UseOutboundPolicy<TPolicy>(this GitSyncBuilder builder)
        where TPolicy : class, IOutboundPolicy
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Replace(ServiceDescriptor.Singleton<IOutboundPolicy, TPolicy>());
        return builder;
    }

    /// <summary>Lets everything of a connected project leave for GitHub. For applications without private records.</summary>
    public static GitSyncBuilder AllowOutbound(this GitSyncBuilder builder) => builder.UseOutboundPolicy<EverythingLeaves>();
}
