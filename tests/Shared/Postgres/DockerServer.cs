using Testcontainers.PostgreSql;

namespace GitSync.Tests;

/// <summary>PostgreSQL in a container, where there is Docker and no server of the machine's own.</summary>
internal static class DockerServer
{
    private const string Image = "postgres:17-alpine";

    public static bool IsThere => File.Exists("/var/run/docker.sock") || Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 };

    public static async Task<(string ConnectionString, IAsyncDisposable Container)> StartAsync()
    {
        var container = new PostgreSqlBuilder(Image).Build();
        await container.StartAsync();
        return (container.GetConnectionString(), container);
    }
}
