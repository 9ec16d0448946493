using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace GitSync.EntityFramework;

/// <summary>A task of the application.</summary>
internal sealed class AppTask
{
    public required string Id { get; init; }

    public required string Project { get; init; }

    public required TaskContent Content { get; set; }

    public required DateTimeOffset ModifiedAt { get; set; }

    public Guid? CreationKey { get; init; }

    /// <summary>GitSync's own: an edit leaves it alone.</summary>
    public string? SyncStamp { get; set; }
}

/// <summary>The application's tables.</summary>
internal sealed class TaskDb(DbContextOptions<TaskDb> options) : DbContext(options)
{
    public DbSet<AppTask> Tasks => Set<AppTask>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<NameSet>().HaveConversion<NamesToText, NamesAsTheyAre>();

        // To the tick in every database: GitSync asks whether a task still has the modified time that was read.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<TimeToTicks>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.Entity<AppTask>().ComplexProperty(task => task.Content);

    /// <summary>Neither labels nor users have line breaks in their names.</summary>
    private sealed class NamesToText() : ValueConverter<NameSet, string>(
        names => string.Join('\n', names), text => NameSet.Of(text.Split('\n', StringSplitOptions.RemoveEmptyEntries)));

    private sealed class NamesAsTheyAre() : ValueComparer<NameSet>(favorStructuralComparisons: false);

    private sealed class TimeToTicks() : ValueConverter<DateTimeOffset, long>(
        time => time.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
}
