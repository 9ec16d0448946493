using GitSync.SampleHost;
using GitSync.SampleHost.Api;
using GitSync.SampleHost.Board;
using GitSync.SampleHost.Connections;
using GitSync.SampleHost.Simulator;

// The content root is where the program lies, so that its pages are found from whatever folder it is started in.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
if (!SampleSettings.TryRead(builder.Configuration, out var settings, out var sentence))
{
    Console.Error.WriteLine("The sample host cannot start: " + sentence);
    return 1;
}

builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
builder.Services.AddProblemDetails();
builder.Services.AddSingleton(new BoardDatabase(settings.ConnectionString));
builder.Services.AddSingleton<BoardEditor>();
builder.Services.AddSingleton<TaskDocuments>();
builder.Services.AddHostedService<BoardSchema>();

var gitSync = builder.Services
    .AddGitSync(options =>
    {
        // Tasks follow their issue to the end; the default keeps them.
        options.IssueDeletedOnGitHub = GitSync.DeletionPolicy.Delete;
        builder.Configuration.GetSection("GitSync").Bind(options);
    })
    .UseSqlite(settings.ConnectionString)
    .AddRecords<BoardTaskRecords, BoardCommentRecords>()
    .AllowOutbound();

if (settings.UsesSimulator)
{
    settings = settings.WithSimulatorSecret();
    gitSync.AddGitHub(SimulatorServices.ConfigureGitHub, settings.ConfigureWebhooks);
    builder.Services.AddGitHubSimulator(settings);
}
else
{
    gitSync.AddGitHub(settings.ConfigureGitHub, settings.ConfigureWebhooks);
}

builder.Services.AddSingleton(settings);

builder.Services.AddHostedService<ConnectAtStart>();
if (builder.Configuration["Testing:CrashAt"] is { } crash)
{
    gitSync.CrashAt(GitSync.Testing.CrashPoint.Parse(crash));
}

try
{
    var app = builder.Build();
    app.UseExceptionHandler(new ExceptionHandlerOptions
    {
        // A body that is too long, too slow or broken is the client's fault; Kestrel says which.
        StatusCodeSelector = failure => failure is BadHttpRequestException refusal ? refusal.StatusCode : StatusCodes.Status500InternalServerError,
    });
    app.UseStatusCodePages();
    app.UsePagePolicy();
    app.UseDefaultFiles();
    app.UseStaticFiles();
    TaskEndpoints.Map(app);
    CommentEndpoints.Map(app);
    app.MapGitSyncWebhooks("/webhooks/github");
    app.MapGitSyncStatus("/sync");
    app.MapGitSyncHealth("/health");
    if (settings.UsesSimulator)
    {
        app.MapGitHubSide();
    }

    await app.RunAsync();
    return 0;
}
catch (StartupException refusal)
{
    Console.Error.WriteLine("The sample host cannot start: " + refusal.Message);
    return 1;
}
catch (Microsoft.Extensions.Options.OptionsValidationException refusal)
{
    Console.Error.WriteLine("The sample host cannot start: " + string.Join(" ", refusal.Failures));
    return 1;
}
