using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace GitSync.Tests;

/// <summary>
/// A server of local binaries in a temporary folder. It refuses to run as root, so root starts it as another user. A shell stops it and
/// removes its folder when this process is gone, however it went; should that shell be killed too, the next test run does it: a folder
/// names the process it belongs to.
/// </summary>
internal sealed class LocalServer : IAsyncDisposable
{
    private const string Prefix = "gitsync-postgres-";
    private const string OwnerFile = "owner";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string? ServerUser = Environment.UserName == "root" ? FirstUser("postgres", "nobody") : null;

    private readonly string _folder;
    private readonly string[] _settings;
    private readonly Process _guard;
    private int _port;

    private LocalServer(string folder, string[] settings) => (_folder, _settings, _guard) = (folder, settings, Guard(folder));

    /// <summary>The folder of <c>initdb</c> and <c>pg_ctl</c>, or null.</summary>
    public static string? Binaries { get; } = FindBinaries();

    public string ConnectionString => string.Create(
        CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_port};Username=postgres;Database=postgres;Include Error Detail=true");

    /// <summary>Starts one on a free port; durable as PostgreSQL is by default.</summary>
    public static async Task<LocalServer> StartAsync(params string[] settings)
    {
        await RemoveStaleAsync();
        var folder = Directory.CreateTempSubdirectory(Prefix).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, OwnerFile), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        if (ServerUser is not null)
        {
            await RunAsync("chown", ["-R", ServerUser, folder], null);
        }

        var server = new LocalServer(folder, settings);
        await RunAsync(Tool("initdb"), ["-D", Path.Combine(folder, "data"), "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-locale"], ServerUser);
        server._port = FreePort();
        await server.StartAgainAsync();
        return server;
    }

    public Task StartAgainAsync()
    {
        var options = string.Join(
            ' ',
            ["-p", _port.ToString(CultureInfo.InvariantCulture), "-k", _folder, "-c listen_addresses=127.0.0.1", "-c max_connections=200",
                .. _settings.Select(setting => "-c " + setting)]);
        return RunAsync(
            Tool("pg_ctl"), ["-D", Path.Combine(_folder, "data"), "-l", Path.Combine(_folder, "log"), "-w", "-t", "60", "-o", options, "start"], ServerUser);
    }

    public Task StopAsync(bool crash) => StopAsync(_folder, crash);

    public async ValueTask DisposeAsync()
    {
        await RemoveAsync(_folder);
        _guard.Dispose();
    }

    private static Task StopAsync(string folder, bool crash) =>
        RunAsync(Tool("pg_ctl"), ["-D", Path.Combine(folder, "data"), "-m", crash ? "immediate" : "fast", "-w", "stop"], ServerUser);

    private static async Task RemoveAsync(string folder)
    {
        NpgsqlConnection.ClearAllPools();
        if (File.Exists(Path.Combine(folder, "data", "postmaster.pid")))
        {
            try
            {
                await StopAsync(folder, crash: true);
            }
            catch (InvalidOperationException)
            {
                // It is down already.
            }
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task RemoveStaleAsync()
    {
        foreach (var folder in Directory.GetDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            var owner = Path.Combine(folder, OwnerFile);
            if (File.Exists(owner) && int.TryParse(await File.ReadAllTextAsync(owner), CultureInfo.InvariantCulture, out var process)
                && !Directory.Exists($"/proc/{process}") && OperatingSystem.IsLinux())
            {
                try
                {
                    await RemoveAsync(folder);
                }
                catch (IOException)
                {
                    // Another test process is removing it.
                }
            }
        }
    }

    /// <summary>A shell whose input ends when this process does. Ctrl+C reaches it too, and must not end it first.</summary>
    private static Process Guard(string folder)
    {
        var stop = string.Join(' ', Command([Tool("pg_ctl"), "-D", Path.Combine(folder, "data"), "-m", "immediate", "-w", "stop"], ServerUser));
        return Process.Start(new ProcessStartInfo("sh", ["-c", $"exec > /dev/null 2>&1; trap '' INT TERM HUP; read _; {stop}; rm -rf {folder}"])
        {
            RedirectStandardInput = true,
            WorkingDirectory = Path.GetTempPath(),
        })!;
    }

    private static string Tool(string name) => Path.Combine(Binaries!, name);

    private static string? FindBinaries()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var debian = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(VersionOf).Select(version => Path.Combine(version, "bin"))
            : [];
        return debian.Concat(path).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pg_ctl")));
    }

    private static int VersionOf(string folder) => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var version) ? version : 0;

    private static string? FirstUser(params string[] names)
    {
        var users = File.ReadLines("/etc/passwd").Select(line => line.Split(':')[0]).ToHashSet();
        return names.FirstOrDefault(users.Contains);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task RunAsync(string tool, string[] arguments, string? user)
    {
        var command = Command([tool, .. arguments], user);
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            WorkingDirectory = Path.GetTempPath(),
        };

        // Not redirected: the server inherits the handles and would keep them open for as long as it lives.
        using var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(deadline.Token);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{Path.GetFileName(tool)} ended with {process.ExitCode}.");
        }
    }

    private static string[] Command(string[] command, string? user) =>
        user is null ? command : ["setpriv", "--reuid", user, "--regid", GroupOf(user), "--clear-groups", .. command];

    private static string GroupOf(string user) =>
        File.ReadLines("/etc/passwd").Select(line => line.Split(':')).First(fields => fields[0] == user)[3];
}
