using GitSync;
using GitSync.GitHub;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddGitSync()
    .UseSqlite("Data Source=app.db")
    .AddGitHub(builder.Configuration.GetSection(GitHubOptions.SectionName))
    .AddRecords<MyTasks, MyComments>() // your records, behind two small interfaces
    .AllowOutbound(); // nothing leaves for GitHub until you say what may

var app = builder.Build();
app.MapGitSyncWebhooks("/webhooks/github");
app.MapGitSyncStatus("/sync").RequireAuthorization();
app.MapGitSyncHealth("/health");

// After saving a task: enqueue, in your own transaction where the database is the same. Nobody waits for GitHub.
app.MapPost("/tasks/{id}/saved", (string id, ISyncEnqueuer sync, TimeProvider time) => sync.EnqueueAsync(
    new TaskChanged { TaskId = id, Project = "my-project", Action = SyncAction.Edited, ModifiedAt = time.GetUtcNow() }));
app.Run();
