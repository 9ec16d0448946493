using GitSync.SampleHost;
using GitSync.SampleHost.Api;
using GitSync.SampleHost.Board;
using GitSync.SampleHost.Connections;
using GitSync.SampleHost.Login;
using GitSync.SampleHost.Simulator;
using GitSync.SampleHost.Simulator.Weather;
using GitSync.SampleHost.Start;

try
{
    // The content root is where the program lies, so that its pages are found from whatever folder it is started in.
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    var settings = SampleSettings.Read(builder.Configuration);

    builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
    builder.Services.AddProblemDetails();
    builder.Services.AddExceptionHandler<DatabaseAway>();
    builder.Services.AddSingleton(_ => settings.Storage.OpenBoard());
    builder.Services.AddSingleton<BoardEditor>();
    builder.Services.AddSingleton<GitSync.IUserDirectory, BoardUsers>();
    builder.Services.AddSingleton<TaskDocuments>();
    builder.Services.AddDemoLogin(AdminAccount.Read(builder.Configuration));

    var gitSync = builder.Services
        .AddGitSync(options =>
        {
            // Tasks follow their issue to the end; the default keeps them.
            options.IssueDeletedOnGitHub = GitSync.DeletionPolicy.Delete;
            builder.Configuration.GetSection("GitSync").Bind(options);
        })
        .AddRecords<BoardTaskRecords, BoardCommentRecords>()
        .AllowOutbound();
    settings.Storage.Use(gitSync);

    if (settings.UsesSimulator)
    {
        settings = settings.WithSimulatorSecret();
        gitSync.AddGitHub(settings.ConfigureSimulatedGitHub, settings.ConfigureWebhooks);
        if (settings.HostsSimulator)
        {
            builder.Services.AddGitHubSimulator(settings);
        }
    }
    else
    {
        gitSync.AddGitHub(
            options =>
            {
                builder.Configuration.GetSection(GitSync.GitHub.GitHubOptions.SectionName).Bind(options);
                settings.ConfigureGitHub(options);
            },
            settings.ConfigureWebhooks);
    }

    builder.Services.AddSingleton(settings);
    builder.Services.AddSingleton<ConnectAtStart>();
    builder.Services.AddSingleton<HostStart>();
    builder.Services.AddHostedService(provider => provider.GetRequiredService<HostStart>());
    if (builder.Configuration["Testing:CrashAt"] is { } crash)
    {
        gitSync.CrashAt(GitSync.Testing.CrashPoint.Parse(crash));
    }

    var app = builder.Build();
    var start = app.Services.GetRequiredService<HostStart>();
    app.UseExceptionHandler(new ExceptionHandlerOptions
    {
        // A body that is too long, too slow or broken is the client's fault; Kestrel says which.
        StatusCodeSelector = failure => failure is BadHttpRequestException refusal ? refusal.StatusCode : StatusCodes.Status500InternalServerError,
    });
    app.UseStatusCodePages();
    app.UsePagePolicy();
    app.UseDefaultFiles();
    app.UseStaticFiles();
    app.UseStartGate();
    app.UseAuthentication();
    app.UseAuthorization();
    app.UseRateLimiter();
    var api = app.MapGroup("").AddEndpointFilter(QueryTexts.RefuseNulAsync);
    TaskEndpoints.Map(api);
    CommentEndpoints.Map(api);
    PeopleEndpoints.Map(api);
    app.MapGitSyncWebhooks("/webhooks/github");
    app.MapGitSyncStatus("/sync");
    app.MapGitSyncActions("/sync");
    app.MapGitSyncHealth("/health");
    app.MapDemoLogin();
    var dashboard = app.MapGitSyncDashboard(LoginEndpoints.DashboardPath);
    _ = app.Environment.IsDevelopment() ? dashboard.AllowAnonymousInDevelopment() : dashboard.RequireAuthorization(LoginServices.AdminPolicy);
    if (settings.HostsSimulator)
    {
        app.MapGitHubSide();
        app.MapWeather();
    }

    await app.RunAsync();
    return start.Failure is { } failure ? Refuse(failure) : 0;
}
catch (Exception failure) when (StartupException.SentenceOf(failure) is { } refusal)
{
    return Refuse(refusal);
}

static int Refuse(string sentence)
{
    Console.Error.WriteLine("The sample host cannot start: " + sentence);
    return 1;
}
