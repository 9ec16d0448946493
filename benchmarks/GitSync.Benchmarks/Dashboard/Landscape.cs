using System.Globalization;

namespace GitSync.Benchmarks;

/// <summary>Who is connected, and which lane belongs where. Everything follows from a lane's number, so that a kept store is understood again.</summary>
internal static class Landscape
{
    /// <summary>How long ago the first operation came.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromDays(30);

    /// <summary>Connected repositories: as many as are busy, one that is switched off and one in which hardly anything happens.</summary>
    public const int Repositories = BusyRepositories + 2;

    public const int BusyRepositories = 48;
    public const int Installations = 20;
    public const int LongLanes = 5;
    public const int Actors = 500;

    public const long SwitchedOff = FirstRepository + BusyRepositories;
    public const long Quiet = SwitchedOff + 1;
    public const string QuietName = "octo/quiet";

    /// <summary>The code of an error that came up once, long ago.</summary>
    public const string RareError = "branch_protected";

    public const string CommonError = "validation_failed";

    private const long FirstRepository = 7_001;
    private const long FirstInstallation = 9_001;

    /// <summary>Numbers of the long lanes' issues, which no other repository has.</summary>
    private const int FirstLongIssue = 900_001;

    public static long RepositoryOf(int lane) => FirstRepository + (lane % BusyRepositories);

    public static int IssueOf(int lane) => 1 + (lane / BusyRepositories);

    public static int LongIssue(int number) => FirstLongIssue + number;

    public static string Task(int lane) => string.Create(CultureInfo.InvariantCulture, $"task-{lane}");

    public static string LongTask(int number) => string.Create(CultureInfo.InvariantCulture, $"long-{number}");

    public static long InstallationOf(long repositoryId) => FirstInstallation + (repositoryId % Installations);

    public static IEnumerable<long> AllInstallations => Enumerable.Range(0, Installations).Select(number => FirstInstallation + number);

    public static IEnumerable<Connection> Connections =>
        from number in Enumerable.Range(0, Repositories)
        let repository = FirstRepository + number
        select new Connection
        {
            Project = string.Create(CultureInfo.InvariantCulture, $"project-{number:00}"),
            RepositoryId = repository,
            InstallationId = InstallationOf(repository),
            Owner = "octo",
            Name = repository == Quiet ? "quiet" : string.Create(CultureInfo.InvariantCulture, $"repository-{number:00}"),
            Obstacles = repository == SwitchedOff ? ConnectionObstacles.SwitchedOff : ConnectionObstacles.None,
        };

    public static string NameOf(long repositoryId) => Connections.Single(connection => connection.RepositoryId == repositoryId).FullName;
}
