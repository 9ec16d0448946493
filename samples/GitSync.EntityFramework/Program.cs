using GitSync.EntityFramework;
using GitSync.GitHub;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddTasks(builder.Configuration).AddGitHub(builder.Configuration.GetSection(GitHubOptions.SectionName));

var app = builder.Build();
app.MapGitSyncWebhooks("/webhooks/github");
app.MapGitSyncStatus("/sync");
app.MapGitSyncHealth("/health");
app.MapPost("/tasks", (string project, string title, TaskEditor editor) => editor.AddAsync(project, title));

await using (var scope = app.Services.CreateAsyncScope())
{
    // Before the host makes GitSync's tables: an empty database is what EF Core makes its own in. Your application has migrations.
    await scope.ServiceProvider.GetRequiredService<TaskDb>().Database.EnsureCreatedAsync();
}

await app.RunAsync();
